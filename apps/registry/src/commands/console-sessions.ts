import {
  accepted,
  type ConsoleSession,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { partsOfOwnerKey } from '@meshpair/domain';
import type { ConsoleSessionRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { authenticateOwner } from './authenticate-owner.js';

/** How long a console stays signed in. */
const SESSION_MS = 30 * 86_400_000;

/** Signs a console in. Refuses a key that is not live, and a code that is unknown, expired or used, with `unauthorized`. */
export async function openConsoleSession(
  context: RegistryContext,
  { sessionDigest, credential }: RequestOf<typeof registryCommands.openConsoleSession>,
): Promise<Reply<ConsoleSession>> {
  const now = context.now();
  const session = { sessionDigest, now, expiresAt: new Date(now.getTime() + SESSION_MS) };
  if ('codeDigest' in credential) {
    return replyOf(await context.consoles.openByCode(session, credential.codeDigest));
  }
  const owner = await authenticateOwner(context, credential);
  if (!owner.ok) return owner;
  return replyOf(await context.consoles.openByKey(session, partsOfOwnerKey(credential.key)?.keyId ?? ''));
}

export const authenticateConsole = async (
  { consoles, now }: RegistryContext,
  { sessionDigest }: RequestOf<typeof registryCommands.authenticateConsole>,
): Promise<Reply<ConsoleSession>> => replyOf(await consoles.use(sessionDigest, now()));

/** Signs a console out, whether or not it was signed in. */
export async function closeConsoleSession(
  { consoles }: RegistryContext,
  { sessionDigest }: RequestOf<typeof registryCommands.closeConsoleSession>,
): Promise<Reply<{ readonly done: true }>> {
  await consoles.close(sessionDigest);
  return accepted({ done: true });
}

const replyOf = (session: ConsoleSessionRecord | undefined): Reply<ConsoleSession> =>
  session
    ? accepted({ owner: session.owner, expiresAt: session.expiresAt.toISOString() })
    : refused('unauthorized');
