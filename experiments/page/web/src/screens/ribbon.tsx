// The time line under the street: the contract's ribbon, what happened, and a slider over all of it.
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import type { EventKind, StreetEvent } from '../street/events';
import { toneOf } from '../street/events';
import { ribbonOf } from '../street/ribbon';
import type { Story } from '../shell/store';

const TICKS = [0, 8, 12, 24, 36, 48];
const MARKED: ReadonlySet<EventKind> = new Set(['office_leader', 'association_leader', 'paid', 'late', 'matured', 'midterm', 'closed']);

interface Shown {
  readonly story: Story;
  readonly month: number;
  /** The last month that may be seen yet. */
  readonly last: number;
  readonly set: (month: number) => void;
  /** What a press on what may not be seen yet does. */
  readonly beyond: () => void;
}

export function Ribbon({ story, month, last, set, beyond }: Shown) {
  const store = useStore();
  const { width, phone } = size.value;
  const horizon = store.horizon;
  const side = phone ? 14 : 44;
  const [y, thick, height] = phone ? [32, 10, 66] : [34, 14, 80];
  const x = (at: number): number => side + ((width - 2 * side) * at) / horizon;
  const spans = ribbonOf(story.frames, month, store.street.office);
  const past = story.events.filter((event) => event.month <= month && MARKED.has(event.kind));
  const label = store.say.value('street.month', { month });
  return (
    <div class="ribbon">
      <svg width={width} height={height} aria-hidden="true">
        <line x1={x(0)} x2={x(horizon)} y1={y + thick / 2} y2={y + thick / 2} class="base" />
        {month === 0 && <rect x={x(0)} y={y} width={x(store.term) - x(0)} height={thick} class="agreed" />}
        {spans.map(({ kind, from, to }) => <rect x={x(from)} y={y} width={x(to) - x(from)} height={thick} class={kind} />)}
        {past.map((event) => <Mark event={event} x={x(event.month)} y={y} thick={thick} />)}
        {TICKS.filter((tick) => tick <= horizon).map((tick) => (
          <text x={x(tick)} y={height - 1} class="tick" text-anchor={tick === 0 ? 'start' : tick === horizon ? 'end' : 'middle'}>{tick}</text>
        ))}
        <path d={`M${x(month)} ${y + thick + 7} V16`} class="head" />
        <circle cx={x(month)} cy={12} r={8} class="head-knob" />
      </svg>
      <input type="range" min={0} max={last} step={1} value={month} aria-label={store.say.value('street.timeline')} aria-valuetext={label}
        style={{ left: `${side - 10}px`, width: `${x(last) - side + 20}px` }} onInput={(event) => set(Number(event.currentTarget.value))} />
      {last < horizon && <div class="not-yet" style={{ left: `${x(last) + 10}px`, right: 0 }} title={store.say.value('street.halt')} onClick={beyond} />}
    </div>
  );
}

function Mark({ event: { kind, numbers }, x, y, thick }: { event: StreetEvent; x: number; y: number; thick: number }) {
  const tone = toneOf(kind);
  if (kind === 'office_leader' || kind === 'association_leader') return <path d={`M${x} ${y - 15} l6 10 h-12 Z`} class={`mark ${tone}`} />;
  if (kind === 'matured') return <circle cx={x} cy={y + thick + 6} r={Math.min(3.6, 2 + (numbers.count ?? 0) / 2)} class="mark residents" />;
  if (kind === 'midterm' || kind === 'closed') {
    const r = thick / 2 + 4;
    return <path d={`M${x} ${y + thick / 2 - r} l${r} ${r} l${-r} ${r} l${-r} ${-r} Z`} class="mark panel" />;
  }
  if (kind === 'late') return <circle cx={x} cy={y + thick / 2} r={thick / 2 - 1} class="mark late" />;
  const r = thick / 2 - 1.5;
  return <path d={`M${x - r} ${y + thick / 2} a${r} ${r} 0 1 0 ${2 * r} 0 a${r} ${r} 0 1 0 ${-2 * r} 0 M${x - r * 0.4} ${y + thick / 2 - r * 0.4} h${r * 0.8} v${r * 0.8} h${-r * 0.8} Z`} class="mark money" />;
}
