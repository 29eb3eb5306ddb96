import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { AuditKey } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { TimeAgo } from '../console/time-ago.js';
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
      title="Auditors"
      hint="Their keys read the audit trail of your mesh, and do nothing else."
      list={auditKeys}
      none="Nobody but you reads your trail."
      row={(key) => <AuditorRow key={key.keyId} auditKey={key} />}
    >
      {made !== undefined && <ShownOnce label="The auditor’s key" secret={made} />}
      <Make title="Add an auditor" button="Make a key" send={make}>
        <label>
          Whose key it is
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
      line={
        <>
          <span class="mono">{keyId}</span>, made <TimeAgo time={createdAt} />
          {revokedAt !== null && ', revoked '}
          {revokedAt !== null && <TimeAgo time={revokedAt} />}
        </>
      }
    >
      {revokedAt === null && (
        <Act
          label="Revoke"
          of={`the key of ${name}`}
          isFinal
          act={end}
          said={`The key of ${name} is revoked.`}
        />
      )}
    </Row>
  );
}
