// What does not change from month to month: the sky at dawn, the hills behind, the road.
import type { Geometry } from './geometry';
import { NIGHT } from './palette';
import type { Context } from './surface';

export interface Ground {
  readonly width: number;
  readonly height: number;
  /** Height of the road at the bottom. */
  readonly road: number;
}

const STARS = 70;

/** A number in [0, 1) that is always the same for the same place. */
export function scattered(place: number, salt: number): number {
  const wave = Math.sin(place * 127.1 + salt * 311.7) * 43758.5453;
  return wave - Math.floor(wave);
}

export function paintSky(g: Context, { width, height }: Ground): void {
  const sky = g.createLinearGradient(0, 0, 0, height);
  for (const [at, colour] of NIGHT.sky) sky.addColorStop(at, colour);
  g.fillStyle = sky;
  g.fillRect(0, 0, width, height);
  g.fillStyle = NIGHT.star;
  for (let k = 0; k < STARS; k++) {
    const y = scattered(k, 2) * height * 0.6;
    const size = k % 9 === 0 ? 2.2 : 1.2;
    g.globalAlpha = 0.55 * (1 - y / (height * 0.66));
    g.fillRect(scattered(k, 1) * width, y, size, size);
  }
  g.globalAlpha = 1;
}

/** Two lines of hills, as soft as haze: at their feet the dawn shines through. */
export function paintHills(g: Context, { width, height, road }: Ground): void {
  const foot = height - road;
  NIGHT.hills.forEach(([red, green, blue], near) => {
    const rise = (0.36 - near * 0.1) * Math.min(height, 560);
    const haze = g.createLinearGradient(0, foot - rise, 0, foot - rise * 0.12);
    haze.addColorStop(0, `rgba(${red},${green},${blue},${0.5 + near * 0.12})`);
    haze.addColorStop(1, `rgba(${red},${green},${blue},0)`);
    g.fillStyle = haze;
    g.beginPath();
    g.moveTo(0, foot);
    for (let x = 0; x <= width + 12; x += 12) {
      const wave = Math.sin(x / (190 - near * 60) + near * 2) * 0.22 + Math.sin(x / (71 - near * 16) + 1.3) * 0.08;
      g.lineTo(x, foot - rise * (0.7 + wave));
    }
    g.lineTo(width + 12, foot);
    g.fill();
  });
}

export function paintRoads(g: Context, { width, height, road }: Ground, geometry: Geometry): void {
  g.fillStyle = NIGHT.road;
  if (road > 0) g.fillRect(0, height - road, width, road);
  if (geometry.kind === 'houses') {
    for (let row = 1; row < geometry.rows; row++) g.fillRect(0, geometry.box.top + row * geometry.rowHeight - 4, width, 4);
  }
}
