// What is drawn of a month: numbers for each community, and how they glide from one month to the next.
import { BY_CONTRACT, type Community } from '../model/frames';
import type { Kind, Roles } from '../model/kinds';

export interface Light {
  /** Units enjoyed of the kind that the windows show. */
  readonly received: number;
  /** Whether the door is open, 0 to 1 while it glides. */
  readonly open: number;
  /** How far the door has come that is not open. */
  readonly progress: number;
  /** How far the group has grown, 0 to 4: nothing, sprout, sapling, tree, golden tree. */
  readonly growth: number;
  /** Each further kind of service: the share of its need that is met. */
  readonly signs: readonly number[];
}

export const GROWN = 4;

export function needsOf(district: readonly Community[], roles: Roles): number[] {
  return district.map((one) => one.need[roles.light] ?? 0);
}

export function lightsOf(district: readonly Community[], kinds: readonly Kind[], roles: Roles): Light[] {
  const doors = kinds[roles.light]?.opens ?? false;
  return district.map((one) => ({
    received: one.received[roles.light] ?? 0,
    open: doors ? (one.open[roles.light] ?? 0) : 1,
    progress: one.progress[roles.light] ?? 0,
    growth: Math.max(0, ...roles.groups.map((kind) => (GROWN * (one.stage[kind] ?? 0)) / kinds[kind]!.stages)),
    signs: roles.signs.map((kind) => Math.min(1, (one.received[kind] ?? 0) / Math.max(1e-9, one.need[kind] ?? 0))),
  }));
}

/** Whose doors a contractor opened: a pennant on the roof. The model says it; nothing is inferred. */
export function countedFor(district: readonly Community[], roles: Roles): boolean[] {
  return district.map((one) => one.open[roles.light] === 1 && one.openedBy[roles.light] === BY_CONTRACT);
}

/** The way from one month to the next, `share` of it gone; progress jumps, for it ends where a door opens. */
export function glide(from: readonly Light[], to: readonly Light[], share: number): readonly Light[] {
  if (share >= 1 || from.length !== to.length) return to;
  const eased = 1 - (1 - share) ** 3;
  const between = (a: number, b: number): number => a + (b - a) * eased;
  return to.map((goal, place) => {
    const start = from[place]!;
    return {
      received: between(start.received, goal.received),
      open: between(start.open, goal.open),
      progress: goal.progress,
      growth: between(start.growth, goal.growth),
      signs: goal.signs.map((sign, kind) => between(start.signs[kind] ?? 0, sign)),
    };
  });
}
