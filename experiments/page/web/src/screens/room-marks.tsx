// What a room has bet, under an axis: a triangle at each bet, and beside it how many said so.
import { useStore } from '../shell/context';
import { size } from '../shell/size';

/** Where a bet stands on the axis, what it is called, and how many said it. */
export interface Mark {
  readonly x: number;
  readonly name: string;
  readonly count: number;
}

/** Half a triangle, the room of a digit, the air between marks, and a line of them. */
const [HALF, DIGIT, AIR, LINE] = [5, 9, 5, 17];

/** The line in which each mark stands, so that none touches another; those without a bet stand in none. */
export function linesOf(marks: readonly Mark[]): readonly { readonly mark: Mark; readonly line: number }[] {
  const ends: number[] = [];
  const said = marks.filter(({ count }) => count > 0).sort((a, b) => a.x - b.x);
  return said.map((mark) => {
    const free = ends.findIndex((end) => mark.x - HALF >= end + AIR);
    const line = free < 0 ? ends.length : free;
    ends[line] = mark.x + HALF + 2 + DIGIT * String(mark.count).length;
    return { mark, line };
  });
}

/** How much room the marks take under what they stand under. */
export function depthOf(marks: readonly Mark[]): number {
  return LINE * (1 + Math.max(-1, ...linesOf(marks).map(({ line }) => line)));
}

/** All that was said. */
export function saidIn(marks: readonly Mark[]): number {
  return marks.reduce((sum, { count }) => sum + count, 0);
}

/** The marks under a height of the plot. */
export function RoomMarks({ marks, y }: { marks: readonly Mark[]; y: number }) {
  return (
    <>
      {linesOf(marks).map(({ mark: { x, name, count }, line }) => {
        const foot = y + LINE * line + 14;
        return (
          <g key={name}>
            <path class="theirs" d={`M${x} ${foot - 10}l${HALF} 9h${-2 * HALF}z`}><title>{`${name}: ${count}`}</title></path>
            <text x={x + HALF + 2} y={foot} class="tick count">{count}</text>
          </g>
        );
      })}
    </>
  );
}

interface Shown {
  readonly marks: readonly Mark[];
  readonly width: number;
  /** Where one's own bet stands. */
  readonly own: number;
  readonly ticks: readonly { readonly x: number; readonly name: string }[];
  readonly label: string;
}

/** What the words before the axis take of the width. */
export function namedWidth(): number {
  return size.value.phone ? 52 : 220;
}

/** An axis of bets alone, for pictures that have none: one's own as a line, the room's as marks. */
export function RoomAxis({ marks, width, own, ticks, label }: Shown) {
  const say = useStore().say.value;
  const { phone } = size.value;
  const [left, top, foot] = [namedWidth(), 8, 28];
  const all = saidIn(marks);
  return (
    <svg width={width} height={top + foot + depthOf(marks)} class="room-axis" role="img" aria-label={label}>
      <text x={0} y={top + 20} class="tick theirs">▲ {phone ? all : say('room.marks', { all })}</text>
      <line x1={left} x2={width} y1={top} y2={top} class="axis" />
      <line x1={own} x2={own} y1={0} y2={top + 6} class="mine" />
      {ticks.map(({ x, name }) => <text key={name} x={x} y={top + 22} class="tick" text-anchor="middle">{name}</text>)}
      <RoomMarks marks={marks} y={top + foot - 2} />
    </svg>
  );
}
