import { AUDIT_STREAM, EVENT_STREAM, ORIGIN_API, ORIGIN_DELIVERY } from '@meshpair/contracts';
import { NATS_USERS, type NatsPasswordOwner, type NatsUser, natsUsers } from './nats-users.js';

/** Where the services speak, and JetStream keeps the events. */
export const MESH_ACCOUNT = 'MESHPAIR';

/** Where a copy of the events is kept for auditors. Nothing that is sent there reaches the mesh. */
export const AUDIT_ACCOUNT = 'AUDIT';

/** An operator's logins that may do everything, in the account of the mesh and in that of the copy. */
export interface NatsAdmin {
  readonly user: string;
  readonly auditUser: string;
  readonly password: string;
}

export interface AccountsOptions {
  /** Written as given: quoted, or as a `$VARIABLE`. */
  readonly passwords: Readonly<Record<NatsPasswordOwner, string>>;
  /** The file of `auditorAccounts`, from the configuration's folder. */
  readonly auditorsFile: string;
  readonly admin?: NatsAdmin;
}

const IN_AUDIT: readonly NatsUser[] = ['keeper-mirror'];

/** The `accounts` block of nats-server's configuration: who may log in, and what one account has of another. */
export function natsAccounts({ passwords, auditorsFile, admin }: AccountsOptions): string {
  const adminText = (user: string): string =>
    admin ? `      { user: ${user}, password: ${admin.password} }\n` : '';
  const inMesh = NATS_USERS.filter((user) => !IN_AUDIT.includes(user));
  return `accounts {
  ${MESH_ACCOUNT} {
    jetstream: enabled
    users = [
${adminText(admin?.user ?? '')}${natsUsers(inMesh, passwords)}    ]
    exports = [
${TO_THE_COPY.map((what) => `      { ${what}, accounts: [${AUDIT_ACCOUNT}] }\n`).join('')}    ]
  }
  ${AUDIT_ACCOUNT} {
    jetstream: enabled
    users = [
${adminText(admin?.auditUser ?? '')}${natsUsers(IN_AUDIT, passwords)}    ]
    imports = [
${FROM_THE_ORIGIN.map((what) => `      { ${what} }\n`).join('')}    ]
    exports = [
${TO_AUDITORS.map((what) => `      { ${what} }\n`).join('')}    ]
  }
  include ${JSON.stringify(auditorsFile)}
}
`;
}

const CREATE = `CONSUMER.CREATE.${EVENT_STREAM}`;
const FLOW_CONTROL = `$JS.FC.${EVENT_STREAM}.>`;

/** What a mirror in another account needs, and no more. Without flow control it stops on its way, and tells nobody. */
const TO_THE_COPY: readonly string[] = [
  `service: "$JS.API.${CREATE}", response_type: stream`,
  `service: "$JS.API.${CREATE}.>", response_type: stream`,
  `service: "${FLOW_CONTROL}"`,
  `stream: "${ORIGIN_DELIVERY}.>"`,
];

const fromMesh = (kind: 'service' | 'stream', subject: string): string =>
  `${kind}: { account: ${MESH_ACCOUNT}, subject: "${subject}" }`;

const FROM_THE_ORIGIN: readonly string[] = [
  `${fromMesh('service', `$JS.API.${CREATE}`)}, to: "${ORIGIN_API}.${CREATE}"`,
  `${fromMesh('service', `$JS.API.${CREATE}.>`)}, to: "${ORIGIN_API}.${CREATE}.>"`,
  fromMesh('service', FLOW_CONTROL),
  fromMesh('stream', `${ORIGIN_DELIVERY}.>`),
];

/** Of these, an account has those alone that carry its own name, which is its consumer's. */
const TO_AUDITORS: readonly string[] = [
  [`$JS.API.CONSUMER.MSG.NEXT.${AUDIT_STREAM}.*`, 7],
  [`$JS.API.CONSUMER.INFO.${AUDIT_STREAM}.*`, 6],
  [`$JS.ACK.${AUDIT_STREAM}.*.>`, 4],
  [`$JS.ACK.*.*.${AUDIT_STREAM}.*.>`, 6],
].map(
  ([subject, position]) =>
    `service: "${subject}", response_type: stream, account_token_position: ${position}`,
);
