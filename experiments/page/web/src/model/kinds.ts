// What each kind of service is, for whoever draws or speaks of it: it opens doors, grows groups, or is simply given.
import { known, type Labels, type Layout, type ScenarioLayout } from './layout';

export interface Kind {
  readonly name: string;
  readonly labels: Labels;
  readonly opens: boolean;
  /** Stages until a group stands by itself; 0 where it is no group. */
  readonly stages: number;
  readonly weight: number;
  readonly target: number;
}

/** Which kinds are drawn how: light and doors, shop signs above the door, and trees. */
export interface Roles {
  readonly light: number;
  readonly signs: readonly number[];
  readonly groups: readonly number[];
}

export function kindsOf(layout: Layout, scenario: ScenarioLayout): Kind[] {
  const value = (kind: string, field: string): number => known(scenario.values[`kinds.${kind}.${field}`], `${kind}.${field}`);
  return known(layout.rows.kinds, 'kinds').map(({ name, labels }) => ({
    name, labels, opens: value(name, 'opens') === 1, stages: value(name, 'stages'), weight: value(name, 'weight'),
    target: value(name, 'target'),
  }));
}

/** Windows show the first kind that opens doors, or else the first that is no group. */
export function rolesOf(kinds: readonly Kind[]): Roles {
  const places = kinds.map((_, place) => place);
  const plain = places.filter((place) => kinds[place]!.stages === 0);
  const light = plain.find((place) => kinds[place]!.opens) ?? plain[0] ?? 0;
  return { light, signs: plain.filter((place) => place !== light), groups: places.filter((place) => kinds[place]!.stages > 0) };
}
