// The street on a canvas. What does not change is painted once and copied; light, doors, pennants and trees each frame.
import type { Geometry, Houses, Skyline } from './geometry';
import { WINDOW } from './geometry';
import { paintPennant, paintTree } from './glyphs';
import type { Light } from './light';
import { COLOUR, GLOW, NIGHT } from './palette';
import { paintHills, paintRoads, paintSky, scattered, type Ground } from './sky';
import { surface, type Context, type Surface } from './surface';

export interface Marks {
  /** Doors that a contractor opened. */
  readonly pennants?: readonly boolean[];
  /** Doors that are open in the other street only: outlined. */
  readonly ghosts?: readonly boolean[];
  readonly chosen?: number;
}

/** Levels of a window's light: as many fills a frame, however many windows there are. */
const LEVELS = 6;

/** Signs over a door: how far above the street they begin, and how high they are. */
const [SIGN_TOP, SIGN] = [15, 3];

/** What does not change from frame to frame: behind the light of the doors, and before it. */
export interface Still {
  readonly behind: Surface;
  readonly houses: Surface;
}

export function paintStill(ground: Ground, geometry: Geometry, density: number): Still {
  const behind = surface(ground.width, ground.height, density);
  paintSky(behind.context, ground);
  paintHills(behind.context, ground);
  paintRoads(behind.context, ground, geometry);
  const houses = surface(ground.width, ground.height, density);
  if (geometry.kind === 'houses') paintDarkHouses(houses.context, geometry);
  return { behind, houses };
}

function roofOf(place: number): number {
  return Math.floor(scattered(place, 5) * 3);
}

function paintDarkHouses(g: Context, { houses, windowWidth, windowHeight }: Houses): void {
  g.fillStyle = NIGHT.house;
  g.beginPath();
  houses.forEach(({ x, y, width, height }, place) => {
    const [left, right, top] = [x - width / 2, x + width / 2, y - height];
    g.rect(left, top, width, height);
    const roof = roofOf(place);
    if (roof === 0) {
      g.moveTo(left - 1.5, top);
      g.lineTo(x, top - 7);
      g.lineTo(right + 1.5, top);
    } else if (roof === 1) {
      g.rect(left - 1, top - 3, width + 2, 3);
      g.rect(x + width * 0.12, top - 8, width * 0.22, 6);
    } else {
      g.moveTo(left - 1.5, top);
      g.lineTo(left + width * 0.22, top - 6);
      g.lineTo(right - width * 0.22, top - 6);
      g.lineTo(right + 1.5, top);
    }
  });
  g.fill();
  g.fillStyle = NIGHT.window;
  g.beginPath();
  for (const { windows } of houses) {
    for (let k = 0; k < windows.length; k += 2) g.rect(windows[k]!, windows[k + 1]!, windowWidth, windowHeight);
  }
  g.fill();
}

let glow: HTMLCanvasElement | undefined;
function glowPicture(): HTMLCanvasElement {
  if (!glow) {
    const made = surface(64, 64, 1);
    const fading = made.context.createRadialGradient(32, 32, 0, 32, 32, 32);
    for (const [at, colour] of GLOW) fading.addColorStop(at, colour);
    made.context.fillStyle = fading;
    made.context.fillRect(0, 0, 64, 64);
    glow = made.canvas;
  }
  return glow;
}

/** One frame. The context's scale is `density`; everything else is in pixels of the page. */
export function paintFrame(g: Context, still: Still, ground: Ground, geometry: Geometry, needs: readonly number[], lights: readonly Light[], marks: Marks = {}): void {
  g.drawImage(still.behind.canvas, 0, 0, ground.width, ground.height);
  if (geometry.kind === 'skyline') {
    paintLitSkyline(g, geometry, needs, lights);
    return;
  }
  paintGlow(g, geometry, lights);
  g.drawImage(still.houses.canvas, 0, 0, ground.width, ground.height);
  paintLitHouses(g, geometry, lights, marks);
}

function paintLitHouses(g: Context, geometry: Houses, lights: readonly Light[], marks: Marks): void {
  paintWindows(g, geometry, lights);
  paintSigns(g, geometry, lights);
  const small = geometry.cell < 20 ? 0.6 : 0.8;
  geometry.houses.forEach((house, place) => {
    const light = lights[place];
    if (!light) return;
    paintDoor(g, geometry, house.x, house.y, light, marks.ghosts?.[place] === true);
    const roof = house.y - house.height - 7;
    if (marks.pennants?.[place]) paintPennant(g, house.x, roof, geometry.rows > 1 ? 0.75 : 1);
    if (light.growth > 3.5) {
      g.globalCompositeOperation = 'lighter';
      g.globalAlpha = 0.5;
      g.drawImage(glowPicture(), house.x - 22, house.y + geometry.pavement - 46, 44, 44);
      g.globalAlpha = 1;
      g.globalCompositeOperation = 'source-over';
    }
    paintTree(g, house.x, house.y + geometry.pavement - 4, light.growth, small);
  });
  const chosen = geometry.houses[marks.chosen ?? -1];
  if (chosen) {
    g.strokeStyle = COLOUR.chosen;
    g.lineWidth = 2;
    g.strokeRect(chosen.x - chosen.width / 2 - 2, chosen.y - chosen.height - 9, chosen.width + 4, chosen.height + 10);
  }
}

function paintGlow(g: Context, { houses, cell }: Houses, lights: readonly Light[]): void {
  const picture = glowPicture();
  const tallest = Math.max(0, ...houses.map(({ height }) => height));
  const radius = Math.min(62, cell * 2.1, tallest);
  g.globalCompositeOperation = 'lighter';
  houses.forEach(({ x, y }, place) => {
    const light = lights[place];
    const strength = light ? light.open * (0.25 + Math.min(1, light.received)) * 0.5 : 0;
    if (strength > 0.02) {
      g.globalAlpha = Math.min(0.58, strength);
      g.drawImage(picture, x - radius, y - radius * 1.3, 2 * radius, 2 * radius);
    }
  });
  g.globalAlpha = 1;
  g.globalCompositeOperation = 'source-over';
}

/** Lit windows, those of one brightness in one path. */
function paintWindows(g: Context, { houses, windowWidth, windowHeight }: Houses, lights: readonly Light[]): void {
  const paths = Array.from({ length: LEVELS + 1 }, () => new Path2D());
  houses.forEach(({ windows }, place) => {
    const lit = (lights[place]?.received ?? 0) / WINDOW;
    for (let k = 0; k < windows.length / 2 && k < lit; k++) {
      const level = Math.round(Math.min(1, lit - k) * LEVELS);
      if (level > 0) paths[level]!.rect(windows[2 * k]!, windows[2 * k + 1]!, windowWidth, windowHeight);
    }
  });
  g.fillStyle = COLOUR.light;
  paths.forEach((path, level) => {
    if (level === 0) return;
    g.globalAlpha = 0.22 + (0.78 * level) / LEVELS;
    g.fill(path);
  });
  g.globalAlpha = 1;
}

/** Further kinds of service: a board above the door for each, as bright as its need is met. */
function paintSigns(g: Context, { houses, cell }: Houses, lights: readonly Light[]): void {
  if (cell < 14) return;
  houses.forEach(({ x, y, width }, place) => {
    const signs = lights[place]?.signs ?? [];
    const each = (width - 4) / Math.max(1, signs.length);
    signs.slice(0, 6).forEach((share, kind) => {
      const left = x - width / 2 + 2 + kind * each;
      g.fillStyle = NIGHT.window;
      g.fillRect(left, y - SIGN_TOP, each - 1, SIGN);
      if (share > 0.02) {
        g.fillStyle = COLOUR.doorway;
        g.fillRect(left, y - SIGN_TOP, (each - 1) * share, SIGN);
      }
    });
  });
}

function paintDoor(g: Context, { cell }: Houses, x: number, y: number, light: Light, ghost: boolean): void {
  const width = Math.min(9, Math.max(3, cell * 0.3));
  const height = 11;
  const [left, top] = [x - width / 2, y - height];
  if (ghost) {
    g.strokeStyle = COLOUR.doorway;
    g.lineWidth = 1.5;
    g.setLineDash([2, 2]);
    g.strokeRect(left, top, width, height);
    g.setLineDash([]);
    return;
  }
  g.fillStyle = NIGHT.door;
  g.fillRect(left, top, width, height);
  if (light.open < 0.5 && light.progress > 0.02) {
    const ready = Math.min(1, light.progress) * height;
    g.fillStyle = NIGHT.doorReady;
    g.fillRect(left, y - ready, width, ready);
  }
  if (light.open > 0.02) {
    g.globalAlpha = light.open;
    g.fillStyle = COLOUR.doorway;
    g.fillRect(left, top, width, height);
    g.globalAlpha = 0.4 * light.open;
    g.beginPath();
    g.moveTo(left, y);
    g.lineTo(x - width, y + 7);
    g.lineTo(x + width, y + 7);
    g.lineTo(left + width, y);
    g.fill();
    g.globalAlpha = 1;
  }
}

function paintLitSkyline(g: Context, line: Skyline, needs: readonly number[], lights: readonly Light[]): void {
  const outline = (of: (place: number) => number): Path2D => {
    const path = new Path2D();
    path.moveTo(line.box.left, line.base);
    for (const { x, width, members } of line.columns) {
      const mean = members.reduce((sum, place) => sum + of(place), 0) / Math.max(1, members.length);
      path.lineTo(x, line.base - mean * line.unit);
      path.lineTo(x + width, line.base - mean * line.unit);
    }
    path.lineTo(line.box.left + line.box.width, line.base);
    return path;
  };
  g.fillStyle = NIGHT.house;
  g.fill(outline((place) => needs[place] ?? 0));
  g.fillStyle = COLOUR.light;
  g.fill(outline((place) => Math.min(needs[place] ?? 0, lights[place]?.received ?? 0)));
  for (const { x, width, members } of line.columns) {
    const grown = members.filter((place) => (lights[place]?.growth ?? 0) > 3.5).length;
    if (grown) {
      g.beginPath();
      g.arc(x + width / 2, line.base + 14, Math.max(1.6, Math.min(5, width)), 0, 7);
      g.fill();
    }
    const shut = members.filter((place) => (lights[place]?.open ?? 0) < 0.5).length / Math.max(1, members.length);
    if (shut > 0) {
      g.fillStyle = NIGHT.door;
      g.fillRect(x, line.base, width, 5 * shut);
      g.fillStyle = COLOUR.light;
    }
  }
}
