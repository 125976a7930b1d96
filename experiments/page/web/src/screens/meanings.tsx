// What the units and the benchmarks of a screen's or a bet's amounts mean, one key away from where they stand.
import { useId, useState } from 'preact/hooks';
import { useStore } from '../shell/context';

const ALL_TERMS = ['service_month', 'net', 'side_by_side', 'alone', 'world', 'uncertainty'] as const;
const WITH_CHANGES = [...ALL_TERMS, 'change'] as const;
const COMPARED: readonly Term[] = ['side_by_side', 'alone', 'world', 'uncertainty'];
const TWINS = 3;

export type Term = (typeof WITH_CHANGES)[number];

/** The terms that stand on each screen; on those that are not named here, none. */
const TERMS: Readonly<Record<number, readonly Term[]>> = { [TWINS]: ['service_month', 'side_by_side'], 4: ALL_TERMS, 5: COMPARED, 6: COMPARED, 7: WITH_CHANGES, 9: WITH_CHANGES };

/** `own` are the terms of an amount that stands elsewhere than on a screen. */
export function Meanings({ own }: { own?: readonly Term[] }) {
  const store = useStore();
  const say = store.say.value;
  const [open, turn] = useState(false);
  const place = useId();
  const terms = own ?? TERMS[store.screen.value] ?? [];
  if (terms.length === 0) return null;
  const shut = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') turn(false);
  };
  return (
    <span class="meanings" onKeyDown={shut}>
      <button aria-expanded={open} aria-controls={place} onClick={() => turn(!open)}>{say('meaning.title')}</button>
      <span id={place} class="card-over" hidden={!open} role="note">{terms.map((term) => <span key={term}>{say(`meaning.${term}`)}</span>)}</span>
    </span>
  );
}
