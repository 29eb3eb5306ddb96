import { randomBytes } from 'node:crypto';
import { hash } from 'bcryptjs';
import { AUDIT_STREAM, AUDITOR_API, auditorLogin } from '@meshpair/contracts';
import { AUDIT_ACCOUNT } from './nats-accounts.js';
import { userText } from './nats-user-text.js';

/** Who may read the copy of the events. */
export interface Auditor {
  readonly name: string;
  /** bcrypt's, as nats-server reads it. */
  readonly passwordHash: string;
}

const HEADER =
  '# Who may read the copy of the events. Written by `npx meshpair auditors`: change nothing by hand.\n';

/** Of a password of 256 random bits, which no amount of guessing finds. */
const BCRYPT_ROUNDS = 8;

/** An auditor with a password that nobody had before. */
export async function newAuditor(
  name: string,
): Promise<{ readonly auditor: Auditor; readonly password: string }> {
  const password = randomBytes(32).toString('base64url');
  const hashed = await hash(password, BCRYPT_ROUNDS);
  // The same to everybody; nats-server 2.9 knows the older sign only.
  return { auditor: { name, passwordHash: hashed.replace('$2b$', '$2a$') }, password };
}

/**
 * The part of nats-server's configuration that names the auditors. Each has an account of its own, so that whatever it has
 * answers sent to is its own too; from the copy's account it has its own consumer, to be asked for events, and told that
 * they have arrived.
 */
export const auditorAccounts = (auditors: readonly Auditor[]): string =>
  HEADER + auditors.map(accountText).join('');

function accountText({ name, passwordHash }: Auditor): string {
  const login = auditorLogin(name);
  const asks = ['MSG.NEXT', 'INFO'].map((request) => `CONSUMER.${request}.${AUDIT_STREAM}.${login}`);
  // The second with domain and account before the stream, as newer servers may send it.
  const tells = ['', '*.*.'].map((before) => `$JS.ACK.${before}${AUDIT_STREAM}.${login}.>`);
  const from = (subject: string): string => `service: { account: ${AUDIT_ACCOUNT}, subject: "${subject}" }`;
  const imports = [
    ...asks.map((api) => `${from(`$JS.API.${api}`)}, to: "${AUDITOR_API}.${api}"`),
    ...tells.map(from),
  ];
  const rights = {
    publish: [...asks.map((api) => `${AUDITOR_API}.${api}`), ...tells],
    subscribe: ['_INBOX.>'],
  };
  return `${login} {
    users = [
${userText(login, `"${passwordHash}"`, rights)}    ]
    imports = [
${imports.map((what) => `      { ${what} }\n`).join('')}    ]
}
`;
}

const LOGIN = /^ +user: auditor-([a-z0-9-]+), password: "(\$2a\$\d\d\$[./A-Za-z0-9]{53})"$/gm;

/** The auditors of such a file. Throws when it says anything else than `auditorAccounts` would. */
export function readAuditors(text: string): readonly Auditor[] {
  const auditors = [...text.matchAll(LOGIN)].map(([, name = '', passwordHash = '']) => ({
    name,
    passwordHash,
  }));
  if (text !== auditorAccounts(auditors))
    throw new Error(
      'The file of the auditors was not written by `meshpair auditors`, or was changed by hand',
    );
  return auditors;
}
