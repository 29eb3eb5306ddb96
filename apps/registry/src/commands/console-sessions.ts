import {
  accepted,
  type ConsoleSessionView,
  type OpenedConsoleSession,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner, partsOfOwnerKey } from '@meshpair/domain';
import type { ConsoleSessionRecord } from '@meshpair/persistence';
import { openByPasskey } from '../passkeys/passkey-sign-in.js';
import type { RegistryContext } from '../registry-context.js';
import { openByAccount } from './accounts.js';
import { authenticateOwner } from './authenticate-owner.js';

/** How long a console stays signed in. */
const SESSION_MS = 30 * 86_400_000;

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
  { ownerId, sessionDigest }: RequestOf<typeof registryCommands.listConsoleSessions>,
): Promise<Reply<{ readonly items: readonly ConsoleSessionView[] }>> {
  const open = await consoles.list(ownerId, sessionDigest, now());
  return accepted({
    items: open.map(({ createdAt, lastUsedAt, expiresAt, ...each }) => ({
      ...each,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
      expiresAt: expiresAt.toISOString(),
    })),
  });
}

/** Ends one console of the owner, or all but the one that asks. */
export async function endConsoleSessions(
  { consoles, now, recorded }: RegistryContext,
  { sessionId, sessionDigest, ...owner }: RequestOf<typeof registryCommands.endConsoleSessions>,
): Promise<Reply<{ readonly done: true }>> {
  const which = sessionId === undefined ? { allBut: sessionDigest } : { sessionId };
  const ended = await consoles.end(which, byOwner(owner, now()));
  if (sessionId !== undefined && ended === 0) return refused('not_found');
  recorded();
  return accepted({ done: true });
}

const replyOf = (session: ConsoleSessionRecord | undefined): Reply<OpenedConsoleSession> =>
  session ? accepted({ ...session, expiresAt: session.expiresAt.toISOString() }) : refused('unauthorized');
