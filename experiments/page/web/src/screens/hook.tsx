// Screen 0: a street at dawn, and what was promised for it.
import { districtOf } from '../model/frames';
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import { grouped, inWords } from '../street/sentences';
import { Picture } from './picture';

export function Hook() {
  const store = useStore();
  const say = store.say.value;
  const { width, height, phone } = size.value;
  const tall = height - 52;
  const frame = store.story.value.frames[0]!;
  const district = districtOf(frame, store.street.office);
  const open = district.filter((one) => one.open[store.street.roles.light] === 1).length;
  const lit = say('hook.lit', { communities: district.length, open: inWords(open, store.speaking.value, true) });
  const promise = say('hook.promise', {
    yuan: grouped(store.value('contract.sum')), months: inWords(store.term, store.speaking.value), target: store.target, noun: store.noun(store.target),
  });
  const houses = Math.min(tall * 0.56, phone ? 460 : 380);
  return (
    <section class="hook" style={{ height: `${tall}px` }}>
      <Picture frame={frame} width={width} height={tall} top={tall - houses - 26} road={26} phone={phone} mostNeed={store.story.value.mostNeed} storey={phone ? 13 : 19} label={lit} />
      <div class="words">
        <h1>{promise.split('\n').map((line) => <span key={line}>{line}</span>)}</h1>
        <p class="ask">{say('hook.ask')}</p>
        <button class="go" onClick={() => store.turn(1)}>{say('hook.begin')}</button>
        <p class="lit">{lit}</p>
      </div>
    </section>
  );
}
