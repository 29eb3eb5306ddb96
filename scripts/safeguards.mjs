/**
 * How a safeguard is taken away (texts replaced in a file), and the tests that must then fail. `hasOwnServers`: its
 * database is made without the safeguard.
 * @typedef {object} Safeguard
 * @property {string} name
 * @property {[file: string, text: string, replacement: string][]} edits
 * @property {string} project
 * @property {string[]} tests
 * @property {boolean} [hasOwnServers]
 */

/**
 * Each safeguard of the product, those first whose tests wait longest in vain. A text that is no longer found is an error,
 * so that this list follows the code.
 * @type {Safeguard[]}
 */
export const SAFEGUARDS = [
  {
    name: 'the ack after commit',
    edits: [
      [
        'libs/messaging/src/events/event-settler.ts',
        '      await this.handle(handler, event, message);\n',
        '      message.ack();\n      await this.handle(handler, event, message);\n',
      ],
    ],
    project: 'int',
    tests: ['jetstream-server'],
  },
  {
    name: 'the wait of the chain for transactions that are not over',
    edits: [
      [
        'libs/persistence/src/audit/chain-statements.ts',
        'select next_transaction <= oldest as is_settled',
        'select true as is_settled',
      ],
    ],
    project: 'int',
    tests: ['audit-chain'],
  },
  {
    name: 'the one use of an invitation',
    edits: [
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
    ],
    project: 'int',
    tests: ['registry/people'],
    hasOwnServers: true,
  },
  {
    name: 'the key that an invitation takes',
    edits: [
      [
        'libs/persistence/src/registry/1764800000000-create-people.ts',
        'where registry.is_owners_key(of_owner, by_key, by_secret)\n     returning',
        'returning',
      ],
    ],
    project: 'int',
    tests: ['registry/people'],
    hasOwnServers: true,
  },
  {
    name: 'the admin whose key it takes to add an owner',
    edits: [
      [
        'libs/persistence/src/registry/1764820000000-mark-admins.ts',
        'owner.owner_id = of_owner and owner.is_admin',
        'owner.owner_id = of_owner',
      ],
    ],
    project: 'int',
    tests: ['registry/admins'],
    hasOwnServers: true,
  },
  {
    name: 'the end of a removed person’s keys',
    edits: [
      [
        'libs/persistence/src/registry/owner-key-statements.ts',
        'where person_id = ${personId} and removed_at is null)',
        'where person_id = ${personId})',
      ],
    ],
    project: 'int',
    tests: ['registry/people'],
  },
  {
    name: 'the end of sessions as soon as a removal begins',
    edits: [
      [
        'libs/persistence/src/registry/many-nodes-statements.ts',
        'update registry.device_sessions\n         set revoked_at = $6, removal_id = $3',
        'update registry.device_sessions\n         set removal_id = $3',
      ],
    ],
    project: 'int',
    tests: ['node-removals'],
  },
  {
    name: 'the count of all that match',
    edits: [
      [
        'libs/persistence/src/registry/node-selection.ts',
        'if (rows.length !== selection.count)',
        'if (rows.length < 0)',
      ],
    ],
    project: 'int',
    tests: ['many-nodes'],
  },
  {
    name: 'the fit of an event to its subject',
    edits: [
      [
        'libs/messaging/src/events/event-settler.ts',
        'if (!fitsSubject(event, message.subject)) return',
        'if (!fitsSubject(event, `.${event.type}.${event.subject}`)) return',
      ],
    ],
    project: 'int',
    tests: ['dead-letters'],
  },
  {
    name: 'the account that an auditor’s consumer belongs to',
    edits: [
      ['libs/servers/src/nats-accounts.ts', ', account_token_position: ${position}', "${position ? '' : ''}"],
    ],
    project: 'int',
    tests: ['nats-users'],
  },
  {
    name: 'the second reload of nats-server',
    edits: [['libs/servers/src/nats-reload.ts', 'left = 2;', 'left = 1;']],
    project: 'int',
    tests: ['messaging/src/nats/auditors'],
  },
  {
    name: 'the comparison of the auditors’ copy with its origin',
    edits: [
      [
        'libs/messaging/src/events/mirror-verdict.ts',
        'found.state.last_seq > origin.lastSequence ||',
        'origin.lastSequence < 0 ||',
      ],
    ],
    project: 'unit',
    tests: ['mirror-verdict'],
  },
  {
    name: 'the request that a command must be',
    edits: [
      [
        'libs/messaging/src/commands/command-server.ts',
        "subject === channel && reply.startsWith('_INBOX.')",
        "subject !== channel || reply !== ''",
      ],
    ],
    project: 'int',
    tests: ['taken-over-service'],
  },
  {
    name: 'the version check',
    edits: [
      [
        'libs/persistence/src/pairing/pairing-statements.ts',
        '         and stored.version = change.expected_version\n',
        '',
      ],
    ],
    project: 'int',
    tests: ['postgres-pairing-repository', 'pairing-races'],
  },
  {
    name: 'the outbox transaction',
    edits: [
      [
        'libs/persistence/src/pairing/pairing-statements.ts',
        'where pairing_id in (select pairing_id from saved)',
        'where false',
      ],
      [
        'libs/persistence/src/pairing/postgres-pairing-repository.ts',
        '    const ids = new Set(saved.map((row) => row.pairing_id));',
        `    await this.pool.query(
      \`insert into pairing.pairing_events (pairing_id, owner_id, sequence, type, occurred_at, event, published_at)
       select change ->> 'pairing_id', change ->> 'owner_id', (event ->> 'sequence')::integer, event ->> 'type',
              (event ->> 'occurredAt')::timestamptz, event::jsonb, (change ->> 'published_at')::timestamptz
         from json_array_elements($1::json) as change
        cross join json_array_elements(change -> 'events') as event
        where change ->> 'pairing_id' = any($2::text[])\`,
      [JSON.stringify(changes.map(changeRow)), saved.map((row) => row.pairing_id)],
    );
    const ids = new Set(saved.map((row) => row.pairing_id));`,
      ],
    ],
    project: 'int',
    tests: ['postgres-pairing-repository'],
  },
  {
    name: 'the registration key',
    edits: [
      [
        'libs/persistence/src/registry/register-group.ts',
        '    if (registered.has(request.pairingId)) continue;\n',
        '',
      ],
      [
        'libs/persistence/src/registry/1763900000001-create-registry-tables.ts',
        `  \`create table registry.registrations (
     pairing_id       text collate "C" primary key,`,
        `  \`create table registry.registrations (
     pairing_id       text collate "C",`,
      ],
    ],
    project: 'int',
    tests: ['register-devices', 'apps/registry/.*/registration'],
    // It is in a migration.
    hasOwnServers: true,
  },
  {
    name: 'the owner lock',
    edits: [
      ['libs/persistence/src/registry/registration-statements.ts', '\n       for no key update nowait`', '`'],
    ],
    project: 'int',
    tests: ['register-devices', 'apps/registry/.*/registration'],
  },
  {
    name: 'the attempt counter',
    edits: [
      [
        'libs/domain/src/verify-pin.ts',
        'const attemptsLeft = state.attemptsLeft - 1;',
        'const { attemptsLeft } = state;',
      ],
    ],
    project: 'int',
    tests: ['pairing-races'],
  },
  {
    name: 'the reuse detection',
    edits: [
      [
        'libs/persistence/src/registry/refresh-peer-token.ts',
        '  if (!token || token.isRevoked) return REFUSED;',
        '  if (!token || token.isRevoked || token.isSuperseded) return REFUSED;',
      ],
    ],
    project: 'int',
    tests: ['refresh-peer-token', 'refresh-token'],
  },
  {
    name: 'the order of refreshes',
    edits: [
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
    ],
    project: 'int',
    tests: ['refresh-peer-token', 'refresh-token'],
  },
  {
    name: 'the current token of a repeated claim',
    edits: [
      [
        'libs/persistence/src/registry/claim-tokens.ts',
        'on token.family_id = registration.peer_token_id',
        'on token.token_id = registration.peer_token_id',
      ],
    ],
    project: 'int',
    tests: ['refresh-peer-token', 'refresh-token'],
  },
  {
    name: 'the proof of a proven key',
    edits: [
      [
        'libs/domain/src/can-register-device.ts',
        '(stored.keyProven !== true || candidate.keyProven === true)',
        'true',
      ],
    ],
    project: 'int',
    tests: ['refresh-token'],
  },
  {
    name: 'the end of a checked owner key while the registry is away',
    edits: [['apps/gateway/src/auth/credential-cache.ts', 'age < OUTAGE_MS', 'OUTAGE_MS > 0']],
    project: 'int',
    tests: ['gateway/src/auth/owner-authenticator'],
  },
  {
    name: 'the events that webhooks may record',
    edits: [
      [
        'libs/persistence/src/registry/1764600000000-record-webhook-events.ts',
        "event ->> 'type' not like 'Webhook%'",
        "event ->> 'type' is null",
      ],
    ],
    project: 'int',
    tests: ['service-roles'],
    hasOwnServers: true,
  },
  {
    name: 'one hand for a delivery',
    edits: [
      [
        'libs/persistence/src/webhooks/delivery-statements.ts',
        '       and (delivery.leased_until is null or delivery.leased_until <= $2)\n',
        '',
      ],
    ],
    project: 'int',
    tests: ['webhooks/deliveries'],
  },
  {
    name: 'the check of an address as it is called',
    edits: [
      [
        'apps/webhooks/src/outbound/send-request.ts',
        'addresses.filter(({ address }) => isAllowed(address))',
        'addresses',
      ],
    ],
    project: 'int',
    tests: ['outbound/send-request'],
  },
  {
    name: 'the one use of a challenge of a passkey',
    edits: [
      [
        'apps/registry/src/passkeys/passkey-sign-in.ts',
        '!use || !(await passkeys.spend(answer.challenge, expiresAt))',
        '!use',
      ],
    ],
    project: 'int',
    tests: ['passkey-sign-in'],
  },
  {
    name: 'the one use of a proof',
    edits: [
      [
        'apps/registry/src/commands/spend-proof.ts',
        'if (await passkeys.spend(`dpop ${provenKey} ${jti}`, expiresAt))',
        'if (passkeys)',
      ],
    ],
    project: 'int',
    tests: ['spend-proof'],
  },
  {
    name: 'the key that a token is bound to',
    edits: [['apps/registry/src/tokens/device-session.ts', ' || token.keyThumbprint !== provenKey', '']],
    project: 'int',
    tests: ['registry/src/tokens/tokens'],
  },
  {
    name: 'the first claim, which decides on the key',
    edits: [
      [
        'libs/persistence/src/registry/claim-tokens.ts',
        'found.claimable and found.first_claimed_at is null and claimed.place is null',
        'false',
      ],
    ],
    project: 'int',
    tests: ['registry/src/tokens/tokens'],
  },
  {
    name: 'the time of a proof',
    edits: [
      [
        'apps/registry/src/commands/spend-proof.ts',
        'if (Math.abs(ageSeconds) > DPOP_WINDOW_SECONDS)',
        'if (Number.isNaN(ageSeconds))',
      ],
    ],
    project: 'int',
    tests: ['spend-proof'],
  },
  {
    name: 'the token that a proof is for',
    edits: [
      ['apps/gateway/src/auth/dpop-proofs.ts', 'token === undefined || ath === digestOf(token)', 'true'],
    ],
    project: 'unit',
    tests: ['dpop-proofs'],
  },
  {
    name: 'the address that a proof is for',
    edits: [['apps/gateway/src/auth/dpop-proofs.ts', ' || !isFor(new URL(htu))', '']],
    project: 'unit',
    tests: ['dpop-proofs'],
  },
  {
    name: 'the authenticator that knows its person',
    edits: [
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
    ],
    project: 'int',
    tests: ['passkey-sign-in'],
  },
  {
    name: 'the touch of a person’s own passkey',
    edits: [['apps/registry/src/passkeys/touches.ts', ' || passkey.personId !== holder.personId', '']],
    project: 'int',
    tests: ['registry/src/passkeys/touches'],
  },
  {
    name: 'the one WireGuard key of one node',
    edits: [
      [
        'libs/persistence/src/registry/node-statements.ts',
        'where other.wireguard_key = $7 and',
        'where false and $7 = $7 and',
      ],
    ],
    project: 'int',
    tests: ['registry/tunnels'],
  },
  {
    name: 'the access log without a query',
    edits: [['apps/gateway/src/http/access-log.ts', "request.url.split('?', 1)[0]", 'request.url']],
    project: 'int',
    tests: ['gateway/src/http/access-log'],
  },
];
