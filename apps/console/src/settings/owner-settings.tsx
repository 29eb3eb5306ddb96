import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { OwnerSummary } from '@meshpair/client';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { TimeAgo } from '../console/time-ago.js';
import { t } from '../state/language.js';
import { change, owners } from '../state/settings.js';
import { type Field, KeyField, Make, Row, Section, ShownOnce } from './parts.js';

/** Who else is an owner here, for one who is marked admin. */
export function OwnerSettings(): VNode {
  const [made, setMade] = useState<string>();
  const add = async (field: Field): Promise<{ readonly refusal?: Refusal }> => {
    const body = { name: field('name'), key: field('key') };
    const { value, refusal } = await change(gateway.POST('/owners', { body }), owners);
    setMade(value?.key);
    if (refusal?.code === 'conflict') return { refusal: { ...refusal, fieldText: t('owners.nameTaken') } };
    return refusal ? { refusal } : {};
  };
  return (
    <Section
      id="owners"
      title={t('owners.title')}
      hint={t('owners.hint')}
      list={owners}
      none={t('owners.none')}
      row={(owner) => <OwnerRow key={owner.ownerId} owner={owner} />}
    >
      {made !== undefined && <ShownOnce label={t('owners.key')} secret={made} />}
      <Make title={t('owners.add')} button={t('owners.make')} send={add}>
        <label>
          {t('people.name')}
          <input name="name" required maxLength={64} autocomplete="off" />
        </label>
        <KeyField />
      </Make>
    </Section>
  );
}

const OwnerRow = ({
  owner: { name, isAdmin, devices, liveKeys, createdAt },
}: {
  readonly owner: OwnerSummary;
}): VNode => (
  <Row
    name={
      <>
        <bdi>{name}</bdi>
        {isAdmin && <span class="tag">{t('owners.admin')}</span>}
      </>
    }
    line={t.rich('owners.line', { devices, keys: liveKeys, when: () => <TimeAgo time={createdAt} /> })}
  />
);
