// What the signs of the street mean.
import { useStore } from '../shell/context';
import { size } from '../shell/size';

const SIGNS = [
  ['house', <path d="M3 22 V9 L11 3 L19 9 V22 Z" class="night" />],
  ['window', <g><rect x="2" y="3" width="18" height="18" class="night" /><rect x="5" y="11" width="5" height="7" class="light" /><rect x="12" y="11" width="5" height="7" class="light" /></g>],
  ['tree', <g><path d="M11 22 V14" class="trunk" /><path d="M11 17 C0 12 4 2 11 2 C18 2 22 12 11 17 Z" class="leaf" /></g>],
  ['pennant', <g><path d="M5 22 V3" class="pole" /><path d="M5 3 L18 8 L5 13 Z" class="cloth" /></g>],
  ['coin', <path d="M3 12 a8 8 0 1 0 16 0 a8 8 0 1 0 -16 0 M8 9 h6 v6 h-6 Z" class="coin" fill-rule="evenodd" />],
] as const;

export function Key() {
  const say = useStore().say.value;
  const shown = size.value.phone ? SIGNS.slice(0, 4) : SIGNS;
  return <ul class="key">{shown.map(([name, sign]) => <li key={name}><svg width="22" height="24" aria-hidden="true">{sign}</svg>{say(`key.${name}`)}</li>)}</ul>;
}
