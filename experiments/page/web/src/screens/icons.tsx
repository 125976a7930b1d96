// One sign for each dilemma and each source, in lines of one width on a field of 40 × 40.
import type { JSX } from 'preact';

const PERSON = 'M10 34c0-8 4-12 10-12s10 4 10 12';

const SIGNS: Readonly<Record<string, JSX.Element>> = {
  countable_incentives: <path d="M9 9v22 M16 9v22 M23 9v22 M30 9v22 M4 28L35 12" />,
  time_limit: <path d="M10 5h20 M10 35h20 M13 5v6c0 5 7 6 7 9s-7 4-7 9v6 M27 5v6c0 5-7 6-7 9s7 4 7 9v6" />,
  leadership_turnover: <g><circle cx="20" cy="15" r="5.5" /><path d={PERSON} /><path d="M34 12l4-4-4-4 M38 8H27 M6 12L2 8l4-4 M2 8h11" /></g>,
  burden: <path d="M20 6l13 7-13 7-13-7z M7 20l13 7 13-7 M7 27l13 7 13-7" />,
  weak_evaluation: <g><path d="M4 20c4-7 9-10 16-10s12 3 16 10c-4 7-9 10-16 10S8 27 4 20z" /><circle cx="20" cy="20" r="4.5" /><path d="M7 34L33 6" /></g>,
  staff_shortage: <g><circle cx="20" cy="15" r="5.5" /><path d={PERSON} /><path d="M6 12a4 4 0 1 0 .1 0 M34 12a4 4 0 1 0 .1 0 M1 33c0-6 2-9 5-9 M39 33c0-6-2-9-5-9" stroke-dasharray="2.5 2.5" /></g>,
  skill_gap: <g><path d="M3 16h11v18 M37 16H26v18" /><path d="M15 16h10" stroke-dasharray="2.5 2.5" /><path d="M20 4v6 M17 7l3 4 3-4" /></g>,
  unclear_delegation: <g><circle cx="7" cy="20" r="4.5" /><circle cx="20" cy="20" r="4.5" /><circle cx="33" cy="20" r="4.5" stroke-dasharray="2.5 2.5" /><path d="M11.5 20h4 M24.5 20h4" /></g>,
  division_of_labour: <path d="M20 6a14 14 0 1 0 .1 0 M20 6v14l12 8 M20 20L8 28" />,
  reach: <g><circle cx="20" cy="31" r="2.5" /><path d="M13 25a10 10 0 0 1 14 0 M8 19a17 17 0 0 1 24 0 M3 13a24 24 0 0 1 34 0" /></g>,
  shared_information: <path d="M4 7h20v13H13l-5 5v-5H4z M28 14h8v13h-4v5l-5-5H16v-3" />,
  management: <g><circle cx="20" cy="20" r="13" /><circle cx="20" cy="20" r="4" /><path d="M20 3v13 M20 24v13 M3 20h13 M24 20h13" /></g>,
  crowding_in: <g><circle cx="14" cy="24" r="9" /><path d="M11 21h6v6h-6z" /><circle cx="29" cy="13" r="6" /><path d="M29 24v8 M25 28h8" /></g>,
  shared_overhead: <path d="M3 18L20 6l17 12 M8 18v16 M32 18v16 M20 18v16 M5 34h30" />,
  learning: <path d="M20 11c-4-3-9-3-15-2v21c6-1 11-1 15 2 4-3 9-3 15-2V9c-6-1-11-1-15 2z M20 11v21" />,
  activation: <g><circle cx="20" cy="22" r="11" /><path d="M20 15v7l5 3 M6 11l6-5 M34 11l-6-5" /></g>,
};

export function Sign({ name }: { name: string }) {
  return <svg class="sign" width="40" height="40" viewBox="0 0 40 40" aria-hidden="true">{SIGNS[name] ?? <circle cx="20" cy="20" r="12" />}</svg>;
}
