// Worlds as dots over their own 1 + 1, the break-even as a dashed line; a second heap hangs below, and bands of intervals.
import { EVEN } from '../statistics/synergy';
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import { quantile } from '../statistics/intervals';
import { pile } from './dots';

interface Band {
  readonly low: number;
  readonly high: number;
  readonly tone: string;
  readonly name: string;
}

interface Shown {
  readonly above: readonly number[];
  readonly below?: readonly number[];
  /** What the axis must have room for. */
  readonly scale: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly bands?: readonly Band[];
  readonly names?: readonly [above: string, below: string];
}

const STEP = 0.02;
/** From so many dots on heaps are half as wide. */
const FINE_FROM = 400;

/** A round distance between marks of an axis. */
function markStep(span: number): number {
  return [0.1, 0.2, 0.5, 1, 2, 5].find((step) => span / step <= 9) ?? 10;
}

export function Ratios({ above, below = [], scale, width, height, label, bands = [], names }: Shown) {
  const say = useStore().say.value;
  const { phone } = size.value;
  const sorted = scale.length > 1 ? [quantile(scale, 0.002), quantile(scale, 0.995)] : [1, 2.2];
  const low = Math.floor((Math.min(sorted[0]!, EVEN) - 0.04) * 10) / 10;
  const high = Math.ceil((Math.max(sorted[1]!, EVEN) + 0.12) * 10) / 10;
  const step = (scale.length > FINE_FROM && above.length > FINE_FROM ? STEP / 2 : STEP) * Math.max(1, Math.ceil((high - low) / STEP / (phone ? 60 : 110)));
  const bins = Math.max(1, Math.round((high - low) / step));
  const x = (value: number): number => ((value - low) / (high - low)) * width;
  const slot = phone ? 38 : 28;
  const band = bands.length * slot;
  const foot = (phone && band > 0 ? 38 : 30) + band;
  const head = 26;
  const room = height - foot - head;
  const share = below.length ? 0.5 : 1;
  const base = head + room * share;
  const binned = (values: readonly number[]): number[] => values.map((value) => Math.floor((value - low) / step));
  const [up, down] = [pile(binned(above), bins - 1, width, room * share - 4), pile(binned(below), bins - 1, width, room * 0.5 - 4)];
  const farLeft = x(EVEN) < width / 2;
  const marks = markStep(high - low);
  const ticks = Array.from({ length: Math.floor((high - low) / marks) + 1 }, (_, k) => Math.ceil(low / marks) * marks + k * marks).filter((tick) => tick <= high + 1e-9);
  return (
    <svg width={width} height={height} class="plot" role="img" aria-label={label}>
      {up.dots.map((dot) => <circle key={dot.world} cx={dot.x} cy={base - 3 + dot.y} r={up.radius * 0.88} class="world still-world" />)}
      {down.dots.map((dot) => <circle key={dot.world} cx={dot.x} cy={base + 3 - dot.y} r={down.radius * 0.88} class="world reference still-world" />)}
      <line x1={0} x2={width} y1={base} y2={base} class="axis" />
      <line x1={x(EVEN)} x2={x(EVEN)} y1={head - 6} y2={head + room} class="even" />
      <text x={x(EVEN)} y={14} class="word small" text-anchor={x(EVEN) > width * 0.8 ? 'end' : 'middle'}>{say('many.even')}</text>
      <text x={farLeft ? width : 0} y={14} class="tick" text-anchor={farLeft ? 'end' : 'start'}>{say('many.axis')}</text>
      {/* away from the axis, along which single worlds lie to both ends */}
      {names && <text x={width} y={head + 14} class="word small" text-anchor="end">{names[0]}</text>}
      {names && <text x={width} y={head + room - 4} class="word small" text-anchor="end">{names[1]}</text>}
      {ticks.map((tick) => <text key={tick} x={x(tick)} y={head + room + 22} class="tick" text-anchor={x(tick) < 14 ? 'start' : x(tick) > width - 14 ? 'end' : 'middle'}>{tick.toFixed(1)}</text>)}
      {bands.map((one, place) => Number.isFinite(one.low) && Number.isFinite(one.high) && (
        <g key={one.tone}>
          <rect x={x(one.low)} width={Math.max(3, x(one.high) - x(one.low))} y={head + room + 34 + slot * place} height={phone ? 10 : 14} class={`band ${one.tone}`} />
          {phone
            ? <text x={Math.max(90, Math.min(width - 90, (x(one.low) + x(one.high)) / 2))} y={head + room + 60 + slot * place} class="word small" text-anchor="middle">{one.name}</text>
            : <text x={x(one.high) + (x(one.high) > width * 0.76 ? x(one.low) - x(one.high) - 10 : 10)} y={head + room + 47 + slot * place} class="word small" text-anchor={x(one.high) > width * 0.76 ? 'end' : 'start'}>{one.name}</text>}
        </g>
      ))}
    </svg>
  );
}
