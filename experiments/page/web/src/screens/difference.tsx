// The running difference of two streets, filled as far as it has happened; a slider over all months.
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import { grouped } from '../street/sentences';

interface Shown {
  readonly values: readonly number[];
  readonly month: number;
  readonly stops: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly set: (month: number) => void;
  readonly title: string;
}

/** Nearer to the axis than this a number would be struck through. */
const OFF = 10;

export function Difference({ values, month, stops, width, height, set, title }: Shown) {
  const store = useStore();
  const say = store.say.value;
  const side = size.value.phone ? 16 : 44;
  const last = values.length - 1;
  /** The title has no room between the months, of which the last says what they count. */
  const narrow = size.value.phone;
  const [high, low] = [Math.max(0, ...values), Math.min(0, ...values)];
  const [top, bottom] = [16, height - 24];
  const x = (at: number): number => side + ((width - 2 * side) * at) / last;
  const y = (value: number): number => top + ((high - value) / Math.max(1e-9, high - low)) * (bottom - top);
  const path = values.slice(0, month + 1).map((value, at) => `L${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const here = values[month]!;
  /** Beside its place, and off the axis: above it where there is room. */
  const written = Math.abs(y(here) - y(0)) > OFF ? Math.max(14, Math.min(bottom - 4, y(here) + 5)) : y(0) > top + 14 ? y(0) - 7 : y(0) + 20;
  return (
    <div class="ribbon">
      <svg width={width} height={height} aria-hidden="true">
        {stops.map((stop) => <line key={stop} x1={x(stop)} x2={x(stop)} y1={top} y2={bottom} class="grid" />)}
        <path d={`M${x(0)} ${y(0)}${path}L${x(month)} ${y(0)}Z`} class={here < 0 ? 'gap less' : 'gap'} />
        <line x1={side} x2={width - side} y1={y(0)} y2={y(0)} class="axis" />
        <circle cx={x(month)} cy={y(here)} r={6} class="head-knob" />
        {month > 0 && <text x={x(month) + (month > last * 0.8 ? -12 : 12)} y={written} class="word small" text-anchor={month > last * 0.8 ? 'end' : 'start'}>{here > 0 ? `+${grouped(here)}` : grouped(here)}</text>}
        {stops.map((stop) => <text key={stop} x={x(stop)} y={height - 4} class="tick" text-anchor={stop === 0 ? 'start' : stop === last ? 'end' : 'middle'}>{stop === last ? say('street.month', { month: stop }) : stop}</text>)}
        <text x={narrow ? x(last) : (x(Math.min(12, last)) + x(last)) / 2} y={narrow ? 11 : height - 4} class="tick" text-anchor={narrow ? 'end' : 'middle'}>{title}</text>
      </svg>
      <input type="range" min={0} max={last} step={1} value={month} aria-label={title} aria-valuetext={`${say('street.month', { month })}: ${grouped(here)}`}
        style={{ left: `${side - 10}px`, width: `${width - 2 * side + 20}px` }} onInput={(event) => set(Number(event.currentTarget.value))} />
    </div>
  );
}
