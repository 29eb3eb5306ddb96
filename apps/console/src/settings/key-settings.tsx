import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { OwnerKey } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { TimeAgo } from '../console/time-ago.js';
import { change, ownerKeys } from '../state/settings.js';
import { Act, type Field, Make, Row, Section, ShownOnce } from './parts.js';

/** The owner's keys. */
export function KeySettings(): VNode {
  const [made, setMade] = useState<string>();
  const items = ownerKeys.items.value ?? [];
  const isOnly = ({ person, isLive }: OwnerKey): boolean =>
    isLive && items.filter((each) => each.isLive && each.person?.personId === person?.personId).length <= 1;
  const make = async (field: Field): Promise<object> => {
    const body = {
      key: field('key'),
      ...(field('replace') !== '' && { replaceAfterSeconds: 0 }),
    };
    const outcome = await change(gateway.POST('/owner/keys', { body }), ownerKeys);
    setMade(outcome.value?.key);
    return outcome;
  };
  return (
    <Section
      id="keys"
      title="Your keys"
      hint="They sign you in, here and over the API. A key that is revoked ends the consoles it has opened."
      list={ownerKeys}
      none="None."
      row={(key) => <KeyRow key={key.keyId} ownerKey={key} isOnly={isOnly(key)} />}
    >
      {made !== undefined && <ShownOnce label="Your new key" secret={made} />}
      <Make title="Make another key" button="Make a key" send={make}>
        <label>
          A key that you have
          <input
            name="key"
            type="password"
            required
            dir="ltr"
            autocomplete="current-password"
            placeholder="mpo_…"
          />
        </label>
        <label class="check">
          <input type="checkbox" name="replace" /> End that key: the new one takes its place
        </label>
      </Make>
    </Section>
  );
}

function KeyRow({
  ownerKey: { keyId, createdAt, lastUsedAt, endsAt, isLive, person },
  isOnly,
}: {
  readonly ownerKey: OwnerKey;
  /** The last one stays. */
  readonly isOnly: boolean;
}): VNode {
  const end = (): ReturnType<typeof change> =>
    change(gateway.DELETE('/owner/keys/{id}', { params: { path: { id: keyId } } }), ownerKeys);
  return (
    <Row
      name={
        <>
          <span class="mono">{keyId}</span>
          {person && <bdi class="tag">{person.name}</bdi>}
        </>
      }
      isOver={!isLive}
      line={
        <>
          Made <TimeAgo time={createdAt} />
          {lastUsedAt === null ? ', not used yet' : ', last used '}
          {lastUsedAt !== null && <TimeAgo time={lastUsedAt} />}
          {endsAt !== null && (isLive ? ', ends ' : ', ended ')}
          {endsAt !== null && <TimeAgo time={endsAt} />}
        </>
      }
    >
      {isLive && !isOnly && (
        <Act label="Revoke" of={`key ${keyId}`} isFinal act={end} said={`Key ${keyId} is revoked.`} />
      )}
    </Row>
  );
}
