// Worlds as dots on an axis of whole numbers, with the bet and the case as lines.
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import { depthOf, RoomMarks, saidIn } from './room-marks';

interface Shown {
  readonly values: readonly number[];
  readonly bet: number;
  readonly most: number;
  readonly fact?: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** What is counted; the doors of the case where it is not said. */
  readonly axis?: string;
  /** What a room has bet: how many on each number. */
  readonly room?: Readonly<Record<number, number>>;
  /** A line for the mean of the worlds, and its name. */
  readonly middle?: { readonly value: number; readonly name: string };
}

export interface Dot {
  readonly world: number;
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

export interface Plan {
  readonly dots: readonly Dot[];
  readonly radius: number;
  readonly cell: number;
}

/** A dot is seen, however little room there is. */
const LEAST = 0.8;

/** Piles of dots over the numbers 0 … most, as many abreast as make the dots largest; their height fits into the plot. */
export function pile(values: readonly number[], most: number, width: number, height: number): Plan {
  const cell = width / (most + 1);
  const bins = Array.from({ length: most + 1 }, () => [] as number[]);
  values.forEach((value, world) => bins[Math.max(0, Math.min(most, value))]!.push(world));
  const longest = Math.max(1, ...bins.map((bin) => bin.length));
  const radiusOf = (many: number): number => Math.min(cell / 2 / many - 0.4, height / Math.ceil(longest / many) / 2);
  const abreast = [1, 2, 3, 4, 5, 6].reduce((best, many) => (radiusOf(many) > radiusOf(best) ? many : best));
  const radius = Math.max(LEAST, Math.min(9, radiusOf(abreast)));
  const dots = bins.flatMap((bin, value) =>
    bin.map((world, place) => ({
      world,
      value,
      x: (value + 0.5) * cell + ((place % abreast) - (abreast - 1) / 2) * 2 * radius,
      y: -(radius + 2 * radius * Math.floor(place / abreast)),
    })),
  );
  return { dots, radius, cell };
}

/** Signs as wide as they are high. */
const WIDE_SIGN = /[\u2e80-\u9fff\uff00-\uffef]/;

/** About as wide as a text is drawn, rather more than less. */
export function widthOf(text: string, font: number): number {
  return Array.from(text).reduce((sum, sign) => sum + (WIDE_SIGN.test(sign) ? 1 : 0.52) * font, 0);
}

/** Where the left of two words side by side ends and the right one begins: both within the plot, and apart. */
export function besides(ends: readonly [left: number, right: number], wide: readonly [left: number, right: number], width: number): readonly [number, number] {
  const begins = Math.min(ends[1], width - wide[1]);
  const stops = Math.max(wide[0], Math.min(ends[0], begins - APART));
  return [stops, Math.max(begins, stops + APART)];
}

/** Air between words. */
const APART = 8;
/** A line of small words. */
const LINE = 21;

export function Dots({ values, bet, most, fact, width, height, label, axis, middle, room = {} }: Shown) {
  const say = useStore().say.value;
  const { phone } = size.value;
  const x = (value: number): number => ((value + 0.5) * width) / (most + 1);
  const marks = Object.entries(room).map(([value, count]) => ({ x: x(Number(value)), name: value, count }));
  /** The room's bets stand between the numbers of the axis and its name. */
  const theirs = depthOf(marks);
  const said = saidIn(marks);
  const legend = `▲ ${phone ? said : say('room.marks', { all: said })}`;
  /** The mean's name stands at its line; the axis is named on the other side. */
  const aside = middle !== undefined && x(middle.value) > width / 2;
  const free = middle ? (aside ? x(middle.value) : width - x(middle.value)) - APART : width;
  const called = axis ?? say('bet.axis');
  const joined = said > 0 && middle !== undefined && !phone && widthOf(`${called} · ${legend}`, 18) <= free;
  const under = said > 0 && middle !== undefined && !phone && !joined;
  const [head, foot] = [34, 52 + theirs + (under ? LINE : 0)];
  /** A phone scrolls; elsewhere the marks take from the worlds' room. */
  const tall = height + (phone ? theirs : 0);
  const base = tall - foot;
  const { dots, radius } = pile(values, most, width, base - head - 6);
  const near = fact !== undefined && Math.abs(fact - bet) < (phone ? 9 : 5);
  const anchor = (value: number): 'start' | 'middle' | 'end' => (value > most * 0.86 ? 'end' : value < most * 0.1 ? 'start' : 'middle');
  const named = base + 46 + theirs;
  const font = phone ? 16 : 20;
  const words = [`${say('bet.yours')} ${bet}`, fact === undefined ? '' : say('bet.case', { value: fact })] as const;
  const first = fact !== undefined && bet <= fact; // the bet stands left of the case
  const [mine, other] = [x(bet) + (first ? -6 : 6), fact === undefined ? 0 : x(fact)];
  const wide = words.map((one) => widthOf(one, font)) as [number, number];
  const placed = first ? besides([mine, other], wide, width) : (besides([other, mine], [wide[1], wide[0]], width).toReversed() as [number, number]);
  const meanWide = middle ? widthOf(middle.name, phone ? 15 : 18) : 0;
  const step = 5 * Math.ceil((most + 1) / 60);
  const ticks = Array.from({ length: most + 1 }, (_, value) => value).filter((value) => value % step === 0);
  return (
    <svg width={width} height={tall} class="plot" role="img" aria-label={label}>
      {dots.map((dot) => (
        <circle key={dot.world} cx={dot.x} cy={base - 3 + dot.y} r={radius * 0.88} class={dot.value < bet ? 'world less' : 'world'}
          style={{ animationDelay: `${(dot.world % 50) * 14}ms` }} />
      ))}
      <line x1={0} x2={width} y1={base} y2={base} class="axis" />
      {ticks.map((value) => <text key={value} x={x(value)} y={base + 22} class="tick" text-anchor="middle">{value}</text>)}
      <RoomMarks marks={marks} y={base + 24} />
      {said > 0 && !middle && <text x={0} y={named} class="tick theirs">{legend}</text>}
      <line x1={x(bet)} x2={x(bet)} y1={head - 4} y2={base} class="mine" />
      <text x={near ? placed[0] : x(bet)} y={20} class="word" text-anchor={near ? (first ? 'end' : 'start') : anchor(bet)}>{words[0]}</text>
      {middle && (
        <>
          <line x1={x(middle.value)} x2={x(middle.value)} y1={head - 4} y2={base} class="even" />
          <text x={aside ? Math.min(x(middle.value), width - meanWide) : Math.max(x(middle.value), meanWide)} y={named} class="word small" text-anchor={aside ? 'start' : 'end'}>{middle.name}</text>
        </>
      )}
      {fact !== undefined && (
        <>
          <line x1={x(fact)} x2={x(fact)} y1={head - 4} y2={base} class="fact" />
          <text x={near ? placed[1] : x(fact)} y={20} class="word fact" text-anchor={near ? (first ? 'start' : 'end') : anchor(fact)}>{words[1]}</text>
        </>
      )}
      <text x={aside ? 0 : width} y={named} class="tick" text-anchor={aside ? 'start' : 'end'}>
        {phone && middle ? '' : called}{said > 0 && middle && !under && <tspan class="theirs">{phone ? legend : ` · ${legend}`}</tspan>}
      </text>
      {under && <text x={aside ? 0 : width} y={named + LINE} class="tick theirs" text-anchor={aside ? 'start' : 'end'}>{legend}</text>}
    </svg>
  );
}
