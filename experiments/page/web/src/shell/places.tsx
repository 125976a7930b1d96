// Where one is among the screens, or the scenes of a lesson: pips in a row; on a phone their names to choose from.
import { size } from './size';

interface Shown {
  readonly label: string;
  readonly names: readonly string[];
  readonly at: number;
  /** The last place that may be gone to. */
  readonly furthest?: number;
  readonly go: (at: number) => void;
}

export function Places({ label, names, at, furthest = Infinity, go }: Shown) {
  if (size.value.phone) {
    return (
      <select class="where" aria-label={label} value={at} onChange={(event) => go(Number(event.currentTarget.value))}>
        {names.map((name, place) => <option key={place} value={place} disabled={place > furthest}>{name}</option>)}
      </select>
    );
  }
  return (
    <nav aria-label={label}>
      {names.map((name, place) => (
        <button key={place} class="pip" disabled={place > furthest} aria-current={place === at ? 'page' : undefined} aria-label={name} title={name} onClick={() => go(place)}><i /></button>
      ))}
    </nav>
  );
}
