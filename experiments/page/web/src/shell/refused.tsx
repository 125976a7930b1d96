// What a link asked for and this file does not have, in words, until it is understood.
import { useStore } from './context';

export function Refused() {
  const store = useStore();
  const say = store.say.value;
  if (!store.refused.value) return null;
  return <p class="refused" role="alert">{say('shell.refused')} <button onClick={() => (store.refused.value = false)}>{say('shell.understood')}</button></p>;
}
