// What a reveal of the bet says beside the number: what was promised and delivered in all kinds, and how the street's own contract ended.
import type { Store, Story } from '../shell/store';
import type { EventKind } from '../street/events';
import { inWords, manner, sentenceOf } from '../street/sentences';

const ENDS: readonly EventKind[] = ['granted', 'refused', 'closed'];

/** What the facts of the case say of each kind, and that it is not recorded where it is not. */
export function promisedAndDelivered(store: Store): string {
  const say = store.say.value;
  const { facts } = store.data.scenario;
  const [coverage, incubated] = [store.fact('coverage'), store.fact('incubated')];
  const kinds: string[] = [];
  const of = facts.coverage?.of;
  if (coverage !== undefined && of !== undefined) kinds.push(say('bet.fact.coverage', { value: coverage, of, noun: store.noun(of) }));
  if (incubated !== undefined) {
    const form = incubated === 0 ? 'none' : manner(incubated);
    kinds.push(say('bet.fact.incubated', { groups: say(`event.groups.${form}`, { count: inWords(incubated, store.speaking.value) }) }));
  }
  if (facts.firms?.value === 'not ideal') kinds.push(say('bet.fact.firms'));
  if (kinds.length < 2) return '';
  const said = [say('bet.facts', { kinds: kinds.join(say('bet.facts_and')) })];
  if (facts.extension_requested?.value === true) said.push(say('bet.granted_unknown'));
  return said.join(store.language.value === 'en' ? ' ' : '');
}

/** How the contract of the street that is shown ended: what was granted, and how it was evaluated. */
export function endOf(store: Store, story: Story): string {
  const ended = ENDS.flatMap((kind) => story.events.find((event) => event.kind === kind) ?? []);
  if (!ended.length) return '';
  const space = store.language.value === 'en' ? ' ' : '';
  return store.say.value('bet.end', { events: ended.map((event) => sentenceOf(event, store.speaking.value)).join(space) });
}
