import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { AuditKey } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { mono } from '../console/tags.js';
import { TimeAgo } from '../console/time-ago.js';
import { t } from '../state/language.js';
import { auditKeys, change } from '../state/settings.js';
import { Act, type Field, Make, Row, Section, ShownOnce } from './parts.js';

/** Who may read the audit trail. */
export function AuditorSettings(): VNode {
  const [made, setMade] = useState<string>();
  const make = async (field: Field): Promise<object> => {
    const body = { name: field('name') };
    const outcome = await change(gateway.POST('/audit/keys', { body }), auditKeys);
    setMade(outcome.value?.key);
    return outcome;
  };
  return (
    <Section
      id="auditors"
      title={t('auditors.title')}
      hint={t('auditors.hint')}
      list={auditKeys}
      none={t('auditors.none')}
      row={(key) => <AuditorRow key={key.keyId} auditKey={key} />}
    >
      {made !== undefined && <ShownOnce label={t('auditors.key')} secret={made} />}
      <Make title={t('auditors.add')} button={t('auditors.make')} send={make}>
        <label>
          {t('auditors.name')}
          <input name="name" required maxLength={64} autocomplete="off" />
        </label>
      </Make>
    </Section>
  );
}

function AuditorRow({
  auditKey: { keyId, name, createdAt, revokedAt },
}: {
  readonly auditKey: AuditKey;
}): VNode {
  const end = (): ReturnType<typeof change> =>
    change(gateway.DELETE('/audit/keys/{id}', { params: { path: { id: keyId } } }), auditKeys);
  return (
    <Row
      name={<bdi>{name}</bdi>}
      isOver={revokedAt !== null}
      line={t.rich(revokedAt === null ? 'auditors.line' : 'auditors.lineRevoked', {
        key: keyId,
        mono,
        when: () => <TimeAgo time={createdAt} />,
        end: () => <TimeAgo time={revokedAt ?? createdAt} />,
      })}
    >
      {revokedAt === null && (
        <Act
          label={t('act.revoke')}
          of={t('auditors.of', { name })}
          isFinal
          act={end}
          said={t('auditors.revoked', { name })}
        />
      )}
    </Row>
  );
}
