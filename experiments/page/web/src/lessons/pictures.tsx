// The pictures of reveals: worlds as windows that are lit or dark, bars with intervals, and changes world by world.
import type { ComponentChildren } from 'preact';
import { useStore } from '../shell/context';
import { lineWidth, wrapped } from '../shell/drawing';
import { size } from '../shell/size';
import { pile } from '../screens/dots';
import { quantile, type Estimate } from '../statistics/intervals';
import { counted } from './answer';

const DUST = 1e-9;

/** Columns and the size of a window so that so many fit. */
export function windowGrid(count: number, width: number, height: number): { columns: number; cell: number } {
  let best = { columns: count, cell: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const cell = Math.min(width / columns, height / Math.ceil(count / columns));
    if (cell > best.cell) best = { columns, cell };
  }
  return { columns: best.columns, cell: Math.min(30, best.cell) };
}

/** One window for each world: lit where the world reaches what was asked; those lit come first, and a frame shows how many were bet on. */
export function Windows({ values, reach, bet, width, height, label }: { values: readonly number[]; reach: number; bet: number; width: number; height: number; label: string }) {
  const lit = values.filter((one) => one + DUST >= reach).length;
  const { columns, cell } = windowGrid(values.length || 1, width - 16, height - 16);
  const wide = columns * cell + 16;
  const tall = Math.ceil(values.length / columns) * cell + 16;
  const at = (world: number): { x: number; y: number } => ({ x: 8 + (world % columns) * cell, y: 8 + Math.floor(world / columns) * cell });
  return (
    <svg width={wide} height={tall} class="plot windows" role="img" aria-label={label}>
      <rect width={wide} height={tall} rx={6} class="night" />
      {values.map((_, world) => (
        <rect key={world} x={at(world).x + cell * 0.18} y={at(world).y + cell * 0.12} width={cell * 0.64} height={cell * 0.76}
          class={world < lit ? 'lit' : 'dark'} style={{ animationDelay: `${(world % 50) * 10}ms` }} />
      ))}
      {bet > 0 && <rect x={at(bet - 1).x + cell * 0.06} y={at(bet - 1).y + 1} width={cell * 0.88} height={cell - 2} class="bet-window" />}
    </svg>
  );
}

interface Row {
  readonly name: string;
  readonly estimate: Estimate;
  readonly said: string;
  readonly tone: 'reference' | 'contract';
}

interface Rows {
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** What is measured, with its unit. */
  readonly axis: string;
}

/** A bar for each setting, from zero, with its interval as a line. */
export function Bars({ rows, width, height, label, axis }: Rows) {
  const most = Math.max(...rows.map(({ estimate }) => end(estimate)), DUST) * 1.02;
  return (
    <RowsPlot rows={rows} width={width} height={height} label={label} axis={axis} from={0} to={most}
      mark={(row, x, y, thick) => <rect x={x(0)} y={y} width={Math.max(1, x(row.estimate.value) - x(0))} height={thick} class={`bar-of ${row.tone}`} />} />
  );
}

/** A point with its interval for each setting, about break-even, which is a dashed line: of ratios, which have no use for zero. */
export function Points({ rows, even, width, height, label, axis }: Rows & { even: number }) {
  const ends = rows.flatMap(({ estimate }) => [estimate.low, estimate.high, estimate.value]).filter(Number.isFinite);
  const [low, high] = [Math.min(even, ...ends), Math.max(even, ...ends)];
  const pad = 0.08 * (high - low || 1);
  return (
    <RowsPlot rows={rows} width={width} height={height} label={label} axis={axis} from={low - pad} to={high + pad} even={even}
      mark={(row, x, y, thick) => <circle cx={x(row.estimate.value)} cy={y + thick / 2} r={8} class={`point-of ${row.tone}`} />} />
  );
}

function end(estimate: Estimate): number {
  return Number.isFinite(estimate.high) ? estimate.high : estimate.value;
}

interface Plotted extends Rows {
  readonly from: number;
  readonly to: number;
  readonly even?: number;
  readonly mark: (row: Row, x: (value: number) => number, y: number, thick: number) => ComponentChildren;
}

function RowsPlot({ rows, width, height, label, axis, from, to, even, mark }: Plotted) {
  const say = useStore().say.value;
  const { phone } = size.value;
  const names = phone ? 0 : Math.min(380, width * 0.36);
  const room = width - names - (phone ? 74 : 110);
  const x = (value: number): number => names + ((value - from) / (to - from)) * room;
  const head = even === undefined ? 0 : 26;
  const lines = axisLines(axis, width);
  const step = Math.min(phone ? 62 : 58, (height - head - LINE * lines.length) / rows.length);
  const thick = Math.min(26, step * (phone ? 0.4 : 0.56));
  return (
    <svg width={width} height={head + step * rows.length + 4 + LINE * lines.length} class="plot bars" role="img" aria-label={label}>
      {even !== undefined && <line x1={x(even)} x2={x(even)} y1={head - 4} y2={head + step * rows.length} class="even" />}
      {even !== undefined && <text x={x(even)} y={16} class="word small" text-anchor={x(even) > width - 70 ? 'end' : 'middle'}>{say('many.even')}</text>}
      {rows.map((row, place) => {
        const y = head + step * place + (phone ? step - thick - 8 : (step - thick) / 2);
        return (
          <g key={row.name}>
            <text x={phone ? 0 : names - 16} y={phone ? y - 8 : y + thick / 2 + 7} class="under" text-anchor={phone ? 'start' : 'end'}>{row.name}</text>
            {Number.isFinite(row.estimate.low) && even !== undefined && <path d={`M${x(row.estimate.low)} ${y + thick / 2} H${x(row.estimate.high)}`} class="interval" />}
            {mark(row, x, y, thick)}
            {Number.isFinite(row.estimate.low) && even === undefined && <path d={`M${x(row.estimate.low)} ${y + thick / 2} H${x(row.estimate.high)}`} class="interval" />}
            <text x={x(end(row.estimate)) + 12} y={y + thick / 2 + 7} class="word small">{row.said}</text>
          </g>
        );
      })}
      <AxisWords lines={lines} x={phone ? width / 2 : (names + names + room) / 2} y={head + step * rows.length + LINE - 2} />
    </svg>
  );
}

const LINE = 20;

function axisLines(axis: string, width: number): readonly string[] {
  return wrapped(axis, width, lineWidth('16px sans-serif'));
}

function AxisWords({ lines, x, y }: { lines: readonly string[]; x: number; y: number }) {
  return <>{lines.map((line, row) => <text key={line} x={x} y={y + LINE * row} class="tick" text-anchor="middle">{line}</text>)}</>;
}

/** What changes in each world, as dots about zero: to the right it rises, to the left it falls. */
export function Changes({ values, write, width, height, label, axis }: { values: readonly number[]; write: (value: number) => string; width: number; height: number; label: string; axis: string }) {
  const say = useStore().say.value;
  const { phone } = size.value;
  const [low, high] = values.length > 1 ? [Math.min(0, quantile(values, 0.005)), Math.max(0, quantile(values, 0.995))] : [-1, 1];
  const most = Math.max(-low, high, DUST);
  const bins = phone ? 41 : 81;
  const lines = axisLines(say('lesson.change_axis', { label: axis }), width);
  const [head, foot] = [28, 30 + LINE * lines.length];
  const base = height - foot;
  const cell = (2 * most) / bins;
  const binned = values.map((value) => Math.max(0, Math.min(bins - 1, Math.floor((value + most) / cell))));
  const { dots, radius } = pile(binned, bins - 1, width, base - head - 4);
  const x = (value: number): number => ((value + most) / (2 * most)) * width;
  const { rises, falls, same } = counted(values);
  const none = same > 0 ? `0 · ${say('lesson.stays', { count: same })}` : '0';
  return (
    <svg width={width} height={height} class="plot" role="img" aria-label={label}>
      {dots.map((dot) => <circle key={dot.world} cx={dot.x} cy={base - 3 + dot.y} r={radius * 0.88} class={values[dot.world]! === 0 ? 'world reference' : values[dot.world]! < 0 ? 'world less' : 'world'} style={{ animationDelay: `${(dot.world % 50) * 14}ms` }} />)}
      <line x1={0} x2={width} y1={base} y2={base} class="axis" />
      <line x1={x(0)} x2={x(0)} y1={head - 8} y2={base} class="even" />
      <text x={x(0) - 14} y={15} class="word small" text-anchor="end">{say(phone ? 'lesson.falls_short' : 'lesson.falls', { count: falls })}</text>
      <text x={x(0) + 14} y={15} class="word small">{say(phone ? 'lesson.rises_short' : 'lesson.rises', { count: rises })}</text>
      {[-most, 0, most].map((tick) => <text key={tick} x={x(tick)} y={base + 22} class="tick" text-anchor={tick < 0 ? 'start' : tick > 0 ? 'end' : 'middle'}>{tick === 0 ? none : write(tick)}</text>)}
      <AxisWords lines={lines} x={width / 2} y={base + 22 + LINE} />
    </svg>
  );
}
