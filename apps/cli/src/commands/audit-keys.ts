import { digestOf } from '@meshpair/contracts';
import { writeAuditKey } from '@meshpair/domain';
import { makeKeyParts, withAuditKeys } from '@meshpair/persistence';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { meshDatabaseUrl, nameFrom } from './operator.js';

export async function listKeysOfAll(printer: Printer): Promise<void> {
  printer.list(
    await withAuditKeys(await meshDatabaseUrl(), (keys) => keys.list(null)),
    {
      KEY: ({ keyId }) => keyId,
      NAME: ({ name }) => name,
      MADE: ({ createdAt }) => createdAt.toISOString(),
      STATE: ({ revokedAt }) => (revokedAt === null ? 'live' : `revoked ${revokedAt.toISOString()}`),
    },
    'None: `meshpair audit-keys add <name>` makes one.',
  );
}

export async function addKeyOfAll(printer: Printer, text: string): Promise<void> {
  const parts = makeKeyParts();
  const made = { keyId: parts.keyId, name: nameFrom(text), secretDigest: digestOf(parts.secret) };
  await withAuditKeys(await meshDatabaseUrl(), (keys, now) => keys.add(made, { ofAll: true, now }));
  const key = writeAuditKey(parts);
  printer.emit({ keyId: parts.keyId, name: made.name, key });
  printer.say(`Auditor ${made.name}`);
  printer.say(`Key     ${key}`);
  printer.say('        Keep it: it is shown this once. GET /audit/owners lists whose trails it reads.');
}

export async function revokeKeyOfAll(printer: Printer, keyId: string): Promise<void> {
  const ended = await withAuditKeys(await meshDatabaseUrl(), (keys, now) =>
    keys.revoke(keyId, { ofAll: true, now }),
  );
  if (!ended)
    throw new CommandFailure(
      `There is no live key ${keyId}: meshpair audit-keys list shows them`,
      EXIT.refused,
      'not_found',
    );
  printer.emit({ keyId });
  printer.say(`The key ${keyId} is revoked.`);
}
