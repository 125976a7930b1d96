// Screen 8: what the model does not show, card by card; the way on leads over all of them.
import { useStore } from '../shell/context';

export function Limits() {
  const store = useStore();
  const say = store.say.value;
  const language = store.language.value;
  const { limits } = store.data;
  const open = store.cards.value;
  return (
    <section class="sheet limits">
      <h1>{say('limits.title')}</h1>
      <ol class="cards" aria-live="polite">
        {limits.map(({ name, sentences }, place) => (
          <li key={name} class={place < open ? 'card' : 'card shut'}>
            <b>{place < open ? say(`limits.${name}`) : place + 1}</b>
            {place < open && sentences.map((sentence) => <p key={sentence.en}>{sentence[language]}</p>)}
          </li>
        ))}
      </ol>
      {open < limits.length && <p class="note">{say('limits.on', { left: limits.length - open })}</p>}
      <p class="source">{say('limits.source', { version: store.data.version, title: store.data.scenario.titles[language] })}</p>
    </section>
  );
}
