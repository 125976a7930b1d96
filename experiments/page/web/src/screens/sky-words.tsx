// Words over the sky of the street: who is who, what they wait for, how far they trust, what the contract is.
import type { Frame } from '../model/frames';
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import { ratio } from '../street/sentences';
import { partnerAt, sealOf } from '../street/state';

export function SkyWords({ frame }: { frame: Frame }) {
  const store = useStore();
  const say = store.say.value;
  const { office } = store.street;
  const { phone } = size.value;
  const here = frame.offices[office]!;
  const partner = partnerAt(frame, office);
  const organization = frame.organizations[partner]!;
  const relation = frame.relations[office * frame.organizations.length + partner]!;
  const seal = sealOf(frame, office);
  const posts = organization.needed < 0.05
    ? say('street.no_posts')
    : say('street.posts', { filled: organization.staff.toFixed(1), posts: organization.needed.toFixed(1) });
  // on a phone one word stands between the two numbers
  const trust = (value: number) => (phone ? <><span class="unseen">{say('street.trusts')} </span>{ratio(value)}</> : say('street.trust', { value: ratio(value) }));
  return (
    <div class="sky-words">
      <p class="office"><b>{say('street.office')}</b>{!phone && <span>{here.pause > 0 ? say('street.waits', { months: here.pause }) : here.tenure > 0 && say('street.tenure', { months: here.tenure })}</span>}</p>
      <p class="association"><b>{say('street.association')}</b>{!phone && <span>{organization.pause > 0 ? say('street.settles') : posts}</span>}</p>
      <p class="trust office">{trust(relation.officeTrust)}</p>
      {phone && <p class="trust between" aria-hidden="true">{say('street.trusts')}</p>}
      <p class="trust association">{trust(relation.organizationTrust)}</p>
      <p class={`seal ${seal}`}>{say(`seal.${seal}`)}</p>
    </div>
  );
}
