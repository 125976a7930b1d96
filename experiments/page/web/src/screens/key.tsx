// What the signs of the street mean: the light, the signs over doors and the trees are the scenario's own services.
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import type { Store } from '../shell/store';

const SIGNS = [
  ['house', <path d="M3 22 V9 L11 3 L19 9 V22 Z" class="night" />],
  ['window', <g><rect x="2" y="3" width="18" height="18" class="night" /><rect x="5" y="11" width="5" height="7" class="light" /><rect x="12" y="11" width="5" height="7" class="light" /></g>],
  ['sign', <g><rect x="2" y="3" width="18" height="20" class="night" /><rect x="5" y="6" width="12" height="4" class="light" /></g>],
  ['pennant', <g><path d="M5 22 V3" class="pole" /><path d="M5 3 L18 8 L5 13 Z" class="cloth" /></g>],
  ['tree', <g><path d="M11 22 V14" class="trunk" /><path d="M11 17 C0 12 4 2 11 2 C18 2 22 12 11 17 Z" class="leaf" /></g>],
  ['coin', <path d="M3 12 a8 8 0 1 0 16 0 a8 8 0 1 0 -16 0 M8 9 h6 v6 h-6 Z" class="coin" fill-rule="evenodd" />],
] as const;

/** The services that a sign stands for, by name; nothing where it stands for none. */
function servicesOf(store: Store, sign: string): string {
  const { light, signs, groups } = store.street.roles;
  const places = sign === 'window' ? [light] : sign === 'sign' ? signs : groups;
  const names = places.map((place) => store.kinds[place]!.labels[store.language.value]);
  return names.join(store.say.value('key.and'));
}

export function Key() {
  const store = useStore();
  const say = store.say.value;
  const named = ['window', 'sign', 'tree'];
  const shown = SIGNS.filter(([name]) => (name !== 'coin' || !size.value.phone) && (!named.includes(name) || servicesOf(store, name) !== ''));
  return <ul class="key">{shown.map(([name, sign]) => <li key={name}><svg width="22" height="24" aria-hidden="true">{sign}</svg>{say(`key.${name}`, { services: servicesOf(store, name) })}</li>)}</ul>;
}
