import {
  accepted,
  type ConsoleSessionView,
  type OpenedConsoleSession,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner, mayEnd, partsOfOwnerKey, roleOf } from '@meshpair/domain';
import type { ConsoleSessionRecord } from '@meshpair/persistence';
import { openByPasskey } from '../passkeys/passkey-sign-in.js';
import type { RegistryContext } from '../registry-context.js';
import { openByAccount } from './accounts.js';
import { authenticateOwner } from './authenticate-owner.js';
import { holderOf } from './own-keys.js';

/** How long a console stays signed in. */
export const SESSION_MS = 30 * 86_400_000;

/** Signs a console in. Refuses a key, passkey or account that is not live, and a code that is unknown, expired or used, with `unauthorized`. */
export async function openConsoleSession(
  context: RegistryContext,
  { sessionDigest, name, credential }: RequestOf<typeof registryCommands.openConsoleSession>,
): Promise<Reply<OpenedConsoleSession>> {
  const now = context.now();
  const session = { sessionDigest, name, now, expiresAt: new Date(now.getTime() + SESSION_MS) };
  if ('codeDigest' in credential) {
    return opened(context, await context.consoles.openByCode(session, credential.codeDigest));
  }
  if ('passkey' in credential) {
    return opened(context, await openByPasskey(context, session, credential.passkey));
  }
  if ('account' in credential) {
    return opened(context, await openByAccount(context, session, credential.account));
  }
  const owner = await authenticateOwner(context, credential);
  if (!owner.ok) return owner;
  const { keyId = '' } = partsOfOwnerKey(credential.key) ?? {};
  return opened(context, await context.consoles.openByKey(session, keyId));
}

function opened(
  { recorded }: RegistryContext,
  session: ConsoleSessionRecord | undefined,
): Reply<OpenedConsoleSession> {
  if (session) recorded();
  return replyOf(session);
}

export const authenticateConsole = async (
  { consoles, now }: RegistryContext,
  { sessionDigest }: RequestOf<typeof registryCommands.authenticateConsole>,
): Promise<Reply<OpenedConsoleSession>> => replyOf(await consoles.use(sessionDigest, now()));

/** Signs a console out, whether or not it was signed in. */
export async function closeConsoleSession(
  { consoles, now, recorded }: RegistryContext,
  { sessionDigest }: RequestOf<typeof registryCommands.closeConsoleSession>,
): Promise<Reply<{ readonly done: true }>> {
  await consoles.close(sessionDigest, now());
  recorded();
  return accepted({ done: true });
}

export async function listConsoleSessions(
  { consoles, now }: RegistryContext,
  { ownerId, sessionDigest, person: asking }: RequestOf<typeof registryCommands.listConsoleSessions>,
): Promise<Reply<{ readonly items: readonly ConsoleSessionView[] }>> {
  const open = await consoles.list(ownerId, sessionDigest, now());
  const seen = open.filter((each) => mayEnd(each, asking));
  return accepted({
    items: seen.map(({ createdAt, lastUsedAt, expiresAt, person, ...each }) => ({
      ...each,
      person: holderOf(person),
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
      expiresAt: expiresAt.toISOString(),
    })),
  });
}

/** Ends one console that the person may end, or all of its own but the one that asks. */
export async function endConsoleSessions(
  { consoles, now, recorded }: RegistryContext,
  { sessionId, sessionDigest, ...owner }: RequestOf<typeof registryCommands.endConsoleSessions>,
): Promise<Reply<{ readonly done: true }>> {
  const own = { personId: owner.person?.personId ?? null };
  const which =
    sessionId === undefined
      ? { allBut: sessionDigest, of: own }
      : { sessionId, of: roleOf(owner.person) === 'owner' ? ('anybody' as const) : own };
  const ended = await consoles.end(which, byOwner(owner, now()));
  if (sessionId !== undefined && ended === 0) return refused('not_found');
  recorded();
  return accepted({ done: true });
}

const replyOf = (session: ConsoleSessionRecord | undefined): Reply<OpenedConsoleSession> =>
  session ? accepted(openedSessionOf(session)) : refused('unauthorized');

const openedSessionOf = ({ person, expiresAt, ...session }: ConsoleSessionRecord): OpenedConsoleSession => ({
  ...session,
  ...(person && { person }),
  expiresAt: expiresAt.toISOString(),
});
