// The street as a canvas: laid out for a size, painted for a month, its light gliding from one month to the next.
import { useEffect, useRef, useState } from 'preact/hooks';
import { districtOf, type Frame } from '../model/frames';
import { density } from '../shell/size';
import { useStore } from '../shell/context';
import { communityAt, layOut, type Geometry } from '../street/geometry';
import { paintInstitutions, type Institutions } from '../street/institutions';
import { countedFor, glide, lightsOf, needsOf, type Light } from '../street/light';
import { paintFrame, paintStill, type Still } from '../street/painting';
import { HouseLabel, type Pointed } from './house-label';

interface Shown {
  readonly frame: Frame;
  readonly width: number;
  readonly height: number;
  /** Where the houses begin. */
  readonly top: number;
  readonly road: number;
  readonly phone: boolean;
  readonly mostNeed: number;
  readonly label: string;
  readonly least?: number;
  readonly storey?: number;
  readonly ghosts?: readonly boolean[];
  readonly chosen?: number;
  readonly institutions?: Institutions;
  readonly choose?: (community: number) => void;
  /** What stands at a mouse over a house. */
  readonly tell?: (community: number) => readonly string[];
}

interface Painted {
  key: string;
  still: Still;
  geometry: Geometry;
  lights: readonly Light[];
  running: number;
}

const GLIDE = 420;
/** Over a roof. */
const PENNANT = 14;
const calm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Milliseconds that frames took, for whoever measures them. */
export const cost = { frames: 0, milliseconds: 0 };

export function Picture(shown: Shown) {
  const { frame, width, height, label } = shown;
  const store = useStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painted = useRef<Painted | null>(null);
  const [over, point] = useState<Pointed | null>(null);

  useEffect(() => {
    const target = canvas.current;
    if (!target) return undefined;
    const scale = density();
    const [pixelsWide, pixelsHigh] = [Math.round(width * scale), Math.round(height * scale)];
    if (target.width !== pixelsWide || target.height !== pixelsHigh) [target.width, target.height] = [pixelsWide, pixelsHigh];
    const g = target.getContext('2d', { alpha: false })!;
    const { kinds, roles, office } = store.street;
    const district = districtOf(frame, office);
    const needs = needsOf(district, roles);
    const goal = lightsOf(district, kinds, roles);
    const pennants = countedFor(district, roles);
    const ground = { width, height, road: shown.road };
    const key = [width, height, shown.top, shown.road, scale, needs.map((need) => need.toFixed(2)).join()].join('|');
    let now = painted.current;
    if (!now || now.key !== key) {
      const side = shown.phone ? 12 : 36;
      const box = { left: side, top: shown.top, width: width - 2 * side, height: height - shown.top - shown.road };
      const geometry = layOut(needs, box, {
        most: shown.mostNeed, ...(shown.least ? { least: shown.least } : {}), ...(shown.storey ? { storey: shown.storey } : {}),
      });
      now = painted.current = { key, geometry, still: paintStill(ground, geometry, scale), lights: now?.lights ?? goal, running: 0 };
    }
    const here = now;
    const from = here.lights;
    const started = performance.now();
    const marks = { pennants, ...(shown.ghosts ? { ghosts: shown.ghosts } : {}), ...(shown.chosen !== undefined ? { chosen: shown.chosen } : {}) };
    const paint = (time: number): void => {
      const begun = performance.now();
      const share = calm() ? 1 : Math.min(1, Math.max(0, (time - started) / GLIDE));
      here.lights = glide(from, goal, share);
      g.setTransform(scale, 0, 0, scale, 0, 0);
      paintFrame(g, here.still, ground, here.geometry, needs, here.lights, marks);
      if (shown.institutions) paintInstitutions(g, { phone: shown.phone, width }, shown.institutions);
      cost.frames++;
      cost.milliseconds += performance.now() - begun;
      if (share < 1) here.running = requestAnimationFrame(paint);
    };
    cancelAnimationFrame(here.running);
    paint(started);
    return () => cancelAnimationFrame(here.running);
  }, [frame, width, height, shown.top, shown.chosen, shown.ghosts, shown.institutions]);

  const at = (event: MouseEvent): Pointed | null => {
    const target = canvas.current;
    if (!target || !painted.current) return null;
    const bounds = target.getBoundingClientRect();
    const scale = width / bounds.width;
    const [x, y] = [(event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale];
    const { geometry } = painted.current;
    const house = communityAt(geometry, x, y);
    if (house < 0) return null;
    if (geometry.kind === 'skyline') return { house, x, y, half: 0, roof: y };
    const own = geometry.houses[house]!;
    return { house, x: own.x, y, half: geometry.cell / 2, roof: own.y - own.height - PENNANT };
  };
  const hit = (event: MouseEvent): void => {
    const found = at(event);
    if (found) shown.choose?.(found.house);
  };
  const moved = (event: PointerEvent): void => {
    const found = shown.tell && event.pointerType === 'mouse' ? at(event) : null;
    if (found?.house !== over?.house) point(found);
  };
  const words = over && shown.tell ? shown.tell(over.house) : [];

  return (
    <>
      <canvas ref={canvas} class="picture" data-top={shown.top} style={{ width: `${width}px`, height: `${height}px` }} role="img" aria-label={label}
        onClick={hit} onPointerMove={moved} onPointerLeave={() => point(null)} />
      {over && words.length > 0 && <HouseLabel over={over} lines={words} width={width} height={height} />}
    </>
  );
}
