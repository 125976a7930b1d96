// A door's story up to a month, in one sentence; and what of it stands at a mouse.
import { BY_CONTRACT, BY_MISSION, BY_OFFICE, districtOf } from '../model/frames';
import type { Store, Story } from '../shell/store';

const BY: Readonly<Record<number, string>> = { [BY_OFFICE]: 'office', [BY_MISSION]: 'mission', [BY_CONTRACT]: 'contract' };

/** Whether a door is open, since when and by whom, or how far it is. */
function doorSentence(store: Store, story: Story, month: number, place: number): string {
  const say = store.say.value;
  const { roles, office } = store.street;
  const here = districtOf(story.frames[month]!, office)[place]!;
  const light = roles.light;
  const since = story.frames.findIndex((frame) => districtOf(frame, office)[place]?.open[light] === 1);
  const parts: string[] = [];
  if (since === 0) parts.push(say('street.door.start'));
  else if (since > 0 && since <= month) {
    const by = BY[here.openedBy[light] ?? 0];
    parts.push(say('street.door.opened', { month: since }));
    if (by) parts.push(say(`street.by.${by}`));
  } else if ((here.progress[light] ?? 0) > 0.005) {
    parts.push(say('street.door.ready', { percent: Math.round(100 * (here.progress[light] ?? 0)) }));
  } else parts.push(say('street.door.none'));
  return parts.join(spaceIn(store));
}

const spaceIn = (store: Store): string => (store.language.value === 'en' ? ' ' : '');

/** What stands at a mouse over a house: which it is, its need, and its door. */
export function houseLabel(store: Store, story: Story, month: number, place: number): readonly [name: string, door: string] {
  const need = (districtOf(story.frames[month]!, store.street.office)[place]!.need[store.street.roles.light] ?? 0).toFixed(1);
  return [store.say.value('street.hover', { number: place + 1, need }), doorSentence(store, story, month, place)];
}

export function houseSentence(store: Store, story: Story, month: number, place: number): string {
  const say = store.say.value;
  const { roles, kinds, office } = store.street;
  const here = districtOf(story.frames[month]!, office)[place]!;
  const light = roles.light;
  const space = spaceIn(store);
  return say('street.house', {
    number: place + 1, need: (here.need[light] ?? 0).toFixed(1), received: (here.received[light] ?? 0).toFixed(1),
    door: doorSentence(store, story, month, place), group: [groupSentence(), alsoSentence()].filter(Boolean).join(space),
  });

  function alsoSentence(): string {
    const services = roles.signs.map((kind) => say('street.group.service', {
      name: kinds[kind]!.labels[store.language.value], percent: Math.round(100 * Math.min(1, (here.received[kind] ?? 0) / Math.max(1e-9, here.need[kind] ?? 0))),
    }));
    return services.length ? say('street.group.also', { services: services.join(say('key.and')) }) : '';
  }

  function groupSentence(): string {
    const kind = roles.groups[0];
    if (kind === undefined) return '';
    const [stage, stages] = [here.stage[kind] ?? 0, kinds[kind]!.stages];
    if (stage >= stages) return say('street.group.stands');
    return stage > 0 ? say('street.group.grows', { stage, stages }) : say('street.group.none');
  }
}
