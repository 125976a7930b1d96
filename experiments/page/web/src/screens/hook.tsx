// Screen 0: a street at dawn, and what was promised for it.
import { districtOf } from '../model/frames';
import { useStore } from '../shell/context';
import { LOW, size } from '../shell/size';
import { grouped, termInWords } from '../street/sentences';
import { Picture } from './picture';

/** A phone's least height, and what the words take of it, or of a low window. */
const LEAST = 520;
const WORDS = 326;

export function Hook() {
  const store = useStore();
  const say = store.say.value;
  const { width, height, phone } = size.value;
  const tall = Math.max(height - 52, phone ? LEAST : 0);
  const frame = store.story.value.frames[0]!;
  const district = districtOf(frame, store.street.office);
  const open = district.filter((one) => one.open[store.street.roles.light] === 1).length;
  const offices = store.value('population.offices');
  const lit = say(offices > 1 ? 'hook.lit_of_all' : 'hook.lit', { offices, communities: district.length, open });
  const promise = say('hook.promise', {
    yuan: grouped(store.value('contract.sum')), term: termInWords(store.term, store.speaking.value), target: store.target, noun: store.noun(store.target),
  });
  const houses = phone ? Math.min(tall * 0.56, 460, tall - WORDS) : Math.min(tall * 0.56, 380, height < LOW ? tall - WORDS : Infinity);
  return (
    <section class="hook" style={{ height: `${tall}px` }}>
      <Picture frame={frame} width={width} height={tall} top={tall - houses - 26} road={26} phone={phone} mostNeed={store.story.value.mostNeed} storey={phone ? 13 : 19} {...(phone ? { least: Math.min(25, (width - 24) / 14.01) } : {})} label={lit} />
      <div class="words">
        <h1>{promise.split('\n').map((line) => <span key={line}>{line}</span>)}</h1>
        <p class="ask">{say('hook.ask')}</p>
        <button class="go" onClick={() => store.turn(1)}>{say('hook.begin')}</button>
        <p class="lit">{lit}</p>
      </div>
    </section>
  );
}
