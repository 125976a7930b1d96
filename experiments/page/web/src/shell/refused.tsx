// What a link asked for and this file does not have, in words, until it is understood.
import { useStore } from './context';
import { shortly } from './link';

export function Refused() {
  const store = useStore();
  const say = store.say.value;
  if (store.refused.value.length === 0) return null;
  return <p class="refused" role="alert">{say('shell.refused', { parts: shortly(store.refused.value) })} <button onClick={() => (store.refused.value = [])}>{say('shell.understood')}</button></p>;
}
