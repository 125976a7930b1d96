// The page among what the browser was shown: each turn of a screen or a scene is an entry, so that Back leads back to it;
// whatever else changes is kept in the entry's own link.
import { effect } from '@preact/signals';
import type { Changes } from '../model/engine';
import { readLink, writeLink, type LinkState } from './link';

/** What marks an entry that the page made; a link that was pasted into the open page has none. */
const OURS = { oneplusone: true } as const;

function isOurs(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'oneplusone' in state;
}

/** Where one is in the page: what Back and Forward lead between. */
export function placeOf({ screen, lesson, scene, paper }: LinkState): string {
  return [screen, lesson, scene, paper].map((one) => one ?? '-').join(' ');
}

export function keepHistory(now: () => readonly [LinkState, Changes], goTo: (state: LinkState) => void): void {
  let kept = '';
  let waiting = false;
  const write = (): void => {
    waiting = false;
    const [state, changes] = now();
    const here = placeOf(state);
    try {
      if (kept === '' || here === kept) history.replaceState(OURS, '', writeLink(state, changes));
      else history.pushState(OURS, '', writeLink(state, changes));
    } catch {
      // some viewers of local files do not let their address be changed
    }
    kept = here;
  };
  effect(() => {
    now();
    if (waiting) return;
    waiting = true; // a turn may change several things at once
    queueMicrotask(write);
  });
  addEventListener('popstate', ({ state }) => {
    if (!isOurs(state)) return;
    const asked = readLink(location.hash);
    goTo(asked);
    kept = placeOf(now()[0]); // the entry is there: it is not made anew
  });
  addEventListener('hashchange', () => {
    if (!isOurs(history.state)) location.reload(); // a link that was pasted into the open page
  });
}
