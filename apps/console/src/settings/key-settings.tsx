import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { OwnerKey } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { TimeAgo } from '../console/time-ago.js';
import { t } from '../state/language.js';
import { change, ownerKeys } from '../state/settings.js';
import { Act, type Field, KeyField, Make, Row, Section, ShownOnce } from './parts.js';

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
      title={t('keys.title')}
      hint={t('keys.hint')}
      list={ownerKeys}
      none={t('keys.none')}
      row={(key) => <KeyRow key={key.keyId} ownerKey={key} isOnly={isOnly(key)} />}
    >
      {made !== undefined && <ShownOnce label={t('keys.new')} secret={made} />}
      <Make title={t('keys.another')} button={t('keys.make')} send={make}>
        <KeyField />
        <label class="check">
          <input type="checkbox" name="replace" /> {t('keys.replace')}
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
      line={t.rich('keys.line', {
        used: lastUsedAt === null ? 'no' : 'yes',
        end: endsAt === null ? 'none' : isLive ? 'ahead' : 'past',
        when: () => <TimeAgo time={createdAt} />,
        last: () => <TimeAgo time={lastUsedAt ?? createdAt} />,
        until: () => <TimeAgo time={endsAt ?? createdAt} />,
      })}
    >
      {isLive && !isOnly && (
        <Act
          label={t('act.revoke')}
          of={t('keys.of', { key: keyId })}
          isFinal
          act={end}
          said={t('keys.revoked', { key: keyId })}
        />
      )}
    </Row>
  );
}
