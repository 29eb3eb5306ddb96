import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/**
 * How a safeguard is taken away (texts replaced in a file), and the tests that must then fail. `isMigrated`: the
 * tests' databases are made without the safeguard too.
 * @typedef {object} Safeguard
 * @property {string} name
 * @property {[file: string, text: string, replacement: string][]} edits
 * @property {string} project
 * @property {string} tests A pattern.
 * @property {boolean} isMigrated
 */

/** @typedef {(name: string, tests: string, ...edits: Safeguard['edits']) => Safeguard} Proven */

/**
 * @param {string} project
 * @param {boolean} [isMigrated]
 * @returns {Proven}
 */
const by =
  (project, isMigrated = false) =>
  (name, tests, ...edits) => ({ name, edits, project, tests, isMigrated });
const unit = by('unit');
const int = by('int');
/** What is in a migration. */
const migration = by('int', true);

/**
 * Each safeguard of the product, those first whose tests wait longest in vain. A text that is no longer found is an error,
 * so that this list follows the code.
 * @type {Safeguard[]}
 */
export const SAFEGUARDS = [
  int('the second reload of nats-server', 'messaging/src/nats/auditors', [
    'libs/servers/src/nats-reload.ts',
    'left = 2;',
    'left = 1;',
  ]),
  int('the ack after commit', 'jetstream-server', [
    'libs/messaging/src/events/event-settler.ts',
    '      await this.handle(handler, event, message);\n',
    '      message.ack();\n      await this.handle(handler, event, message);\n',
  ]),
  int('the wait of the chain for transactions that are not over', 'audit-chain', [
    'libs/persistence/src/audit/chain-statements.ts',
    'select next_transaction <= oldest as is_settled',
    'select true as is_settled',
  ]),
  migration(
    'the one use of an invitation',
    'registry/people',
    [
      'libs/persistence/src/registry/1764800000000-create-people.ts',
      'invitation.accepted_at is null and invitation.revoked_at',
      'invitation.revoked_at',
    ],
    [
      'libs/persistence/src/registry/1764800000000-create-people.ts',
      "    ['invitations', 'accepted_at'],\n",
      '',
    ],
  ),
  migration('the key that an invitation takes', 'registry/people', [
    'libs/persistence/src/registry/1764800000000-create-people.ts',
    'where registry.is_owners_key(of_owner, by_key, by_secret)\n     returning',
    'returning',
  ]),
  migration('the admin whose key it takes to add an owner', 'registry/admins', [
    'libs/persistence/src/registry/1764820000000-mark-admins.ts',
    'owner.owner_id = of_owner and owner.is_admin',
    'owner.owner_id = of_owner',
  ]),
  int('the end of a removed person’s keys', 'registry/people', [
    'libs/persistence/src/registry/owner-key-statements.ts',
    'where person_id = ${personId} and removed_at is null)',
    'where person_id = ${personId})',
  ]),
  int('the end of sessions as soon as a removal begins', 'node-removals', [
    'libs/persistence/src/registry/many-nodes-statements.ts',
    'update registry.device_sessions\n         set revoked_at = $6, removal_id = $3',
    'update registry.device_sessions\n         set removal_id = $3',
  ]),
  int('the count of all that match', 'many-nodes', [
    'libs/persistence/src/registry/node-selection.ts',
    'if (rows.length !== selection.count)',
    'if (rows.length < 0)',
  ]),
  int('the fit of an event to its subject', 'dead-letters', [
    'libs/messaging/src/events/event-settler.ts',
    'if (!fitsSubject(event, message.subject)) return',
    'if (!fitsSubject(event, `.${event.type}.${event.subject}`)) return',
  ]),
  int('the account that an auditor’s consumer belongs to', 'nats-users', [
    'libs/servers/src/nats-accounts.ts',
    ', account_token_position: ${position}',
    "${position ? '' : ''}",
  ]),
  unit('the comparison of the auditors’ copy with its origin', 'mirror-verdict', [
    'libs/messaging/src/events/mirror-verdict.ts',
    'found.state.last_seq > origin.lastSequence ||',
    'origin.lastSequence < 0 ||',
  ]),
  int('the request that a command must be', 'taken-over-service', [
    'libs/messaging/src/commands/command-server.ts',
    "subject === channel && reply.startsWith('_INBOX.')",
    "subject !== channel || reply !== ''",
  ]),
  int('the version check', 'postgres-pairing-repository|pairing-races', [
    'libs/persistence/src/pairing/pairing-statements.ts',
    '         and stored.version = change.expected_version\n',
    '',
  ]),
  int(
    'the outbox transaction',
    'postgres-pairing-repository',
    [
      'libs/persistence/src/pairing/pairing-statements.ts',
      'where pairing_id in (select pairing_id from ${saved})',
      'where false',
    ],
    [
      'libs/persistence/src/pairing/postgres-pairing-repository.ts',
      '    const ids = new Set(saved.map((row) => row.pairing_id));',
      "    await this.pool.query(\n      `insert into pairing.pairing_events (pairing_id, owner_id, sequence, type, occurred_at, event)\n       select change ->> 'pairing_id', change ->> 'owner_id', (event ->> 'sequence')::integer, event ->> 'type',\n              (event ->> 'occurredAt')::timestamptz, event::jsonb\n         from json_array_elements($1::json) as change\n        cross join json_array_elements(change -> 'events') as event\n        where change ->> 'pairing_id' = any($2::text[])`,\n      [JSON.stringify(changes.map(changeRow)), saved.map((row) => row.pairing_id)],\n    );\n    const ids = new Set(saved.map((row) => row.pairing_id));",
    ],
  ),
  migration(
    'the registration key',
    'register-devices|apps/registry/.*/registration',
    [
      'libs/persistence/src/registry/register-group.ts',
      '    if (registered.has(request.pairingId)) continue;\n',
      '',
    ],
    [
      'libs/persistence/src/registry/1763900000001-create-registry-tables.ts',
      '  `create table registry.registrations (\n     pairing_id       text collate "C" primary key,',
      '  `create table registry.registrations (\n     pairing_id       text collate "C",',
    ],
  ),
  int('the owner lock', 'register-devices|apps/registry/.*/registration', [
    'libs/persistence/src/registry/registration-statements.ts',
    '\n       for no key update nowait`',
    '`',
  ]),
  int('the attempt counter', 'pairing-races', [
    'libs/domain/src/verify-pin.ts',
    'const attemptsLeft = state.attemptsLeft - 1;',
    'const { attemptsLeft } = state;',
  ]),
  int('the reuse detection', 'refresh-peer-token|refresh-token', [
    'libs/persistence/src/registry/refresh-peer-token.ts',
    '  if (!token || token.isRevoked) return REFUSED;',
    '  if (!token || token.isRevoked || token.isSuperseded) return REFUSED;',
  ]),
  int(
    'the order of refreshes',
    'refresh-peer-token|refresh-token',
    [
      'libs/persistence/src/registry/refresh-peer-token.ts',
      "import { underOwnerLock } from './owner-lock.js';",
      "import { inTransaction } from '../transaction.js';",
    ],
    [
      'libs/persistence/src/registry/refresh-peer-token.ts',
      'underOwnerLock(pool, request, async (client) =>',
      'inTransaction(pool, async (client) =>',
    ],
  ),
  int('the current token of a repeated claim', 'refresh-peer-token|refresh-token', [
    'libs/persistence/src/registry/claim-tokens.ts',
    'on token.family_id = registration.peer_token_id',
    'on token.token_id = registration.peer_token_id',
  ]),
  int('the proof of a proven key', 'refresh-token', [
    'libs/domain/src/can-register-device.ts',
    '(stored.keyProven !== true || candidate.keyProven === true)',
    'true',
  ]),
  int('the end of a checked owner key while the registry is away', 'gateway/src/auth/owner-authenticator', [
    'apps/gateway/src/auth/credential-cache.ts',
    'age < OUTAGE_MS',
    'OUTAGE_MS > 0',
  ]),
  migration('the events that webhooks may record', 'service-roles', [
    'libs/persistence/src/registry/1764600000000-record-webhook-events.ts',
    "event ->> 'type' not like 'Webhook%'",
    "event ->> 'type' is null",
  ]),
  int('one hand for a delivery', 'webhooks/deliveries', [
    'libs/persistence/src/webhooks/delivery-statements.ts',
    '       and (delivery.leased_until is null or delivery.leased_until <= $2)\n',
    '',
  ]),
  int('the check of an address as it is called', 'outbound/send-request', [
    'apps/webhooks/src/outbound/send-request.ts',
    'addresses.filter(({ address }) => isAllowed(address))',
    'addresses',
  ]),
  int('the one use of a challenge of a passkey', 'passkey-sign-in', [
    'apps/registry/src/passkeys/passkey-sign-in.ts',
    '!use || !(await passkeys.spend(answer.challenge, expiresAt))',
    '!use',
  ]),
  int('the one use of a proof', 'spend-proof', [
    'apps/registry/src/commands/spend-proof.ts',
    'if (await passkeys.spend(`dpop ${provenKey} ${jti}`, expiresAt))',
    'if (passkeys)',
  ]),
  int('the key that a token is bound to', 'registry/src/tokens/tokens', [
    'apps/registry/src/tokens/device-session.ts',
    ' || token.keyThumbprint !== provenKey',
    '',
  ]),
  int('the first claim, which decides on the key', 'registry/src/tokens/tokens', [
    'libs/persistence/src/registry/claim-tokens.ts',
    'found.claimable and found.first_claimed_at is null and claimed.place is null',
    'false',
  ]),
  int('the time of a proof', 'spend-proof', [
    'apps/registry/src/commands/spend-proof.ts',
    'if (Math.abs(ageSeconds) > DPOP_WINDOW_SECONDS)',
    'if (Number.isNaN(ageSeconds))',
  ]),
  unit('the token that a proof is for', 'dpop-proofs', [
    'apps/gateway/src/auth/dpop-proofs.ts',
    'token === undefined || ath === digestOf(token)',
    'true',
  ]),
  unit('the address that a proof is for', 'dpop-proofs', [
    'apps/gateway/src/auth/dpop-proofs.ts',
    ' || !isFor(new URL(htu))',
    '',
  ]),
  int(
    'the authenticator that knows its person',
    'passkey-sign-in',
    [
      'apps/registry/src/passkeys/checked-passkey.ts',
      'requireUserVerification: true',
      'requireUserVerification: false',
    ],
    [
      'apps/registry/src/passkeys/checked-passkey.ts',
      'requireUserVerification: true',
      'requireUserVerification: false',
    ],
  ),
  int('the touch of a person’s own passkey', 'registry/src/passkeys/touches', [
    'apps/registry/src/passkeys/touches.ts',
    ' || passkey.personId !== holder.personId',
    '',
  ]),
  int('the one WireGuard key of one node', 'registry/tunnels', [
    'libs/persistence/src/registry/node-statements.ts',
    'where other.wireguard_key = $7 and',
    'where false and $7 = $7 and',
  ]),
  unit('the network of a code that is typed', 'domain/src/approve-pairing', [
    'libs/domain/src/confirm-device.ts',
    "  if (state.otherNetwork === 'refused') return refuse({ kind: 'RefusedNetwork' });\n",
    '',
  ]),
  unit('the PIN that an approval is no way round', 'domain/src/approve-pairing', [
    'libs/domain/src/confirm-device.ts',
    "state.approval ? confirmDevice(state, command) : refuse({ kind: 'PinNeeded' })",
    'confirmDevice(state, command)',
  ]),
  int('the last use of a setup key', 'registry/src/commands/setup-keys', [
    'libs/domain/src/setup-key.ts',
    'used >= uses',
    'used >= uses + 1000',
  ]),
  int('the removal that a setup key is no way round', 'registry/src/commands/setup-keys', [
    'libs/domain/src/setup-key.ts',
    'own || hasUsedKey || !key',
    'own || !key',
  ]),
  int('the access log without a query', 'gateway/src/http/access-log', [
    'apps/gateway/src/http/access-log.ts',
    "request.url.split('?', 1)[0]",
    'request.url',
  ]),
];

/**
 * What the files of a safeguard become without it; a text that is no longer there is an error.
 * @param {Pick<Safeguard, 'name' | 'edits'>} safeguard
 */
export function textsWithout({ name, edits }) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const [path, text, replacement] of edits) {
    const file = join(ROOT, path);
    const source = texts.get(file) ?? readFileSync(file, 'utf8');
    if (!source.includes(text)) throw new Error(`${name}: ${path} no longer holds: ${text}`);
    texts.set(
      file,
      source.replace(text, () => replacement),
    );
  }
  return texts;
}
