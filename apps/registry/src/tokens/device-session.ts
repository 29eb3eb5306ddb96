import type { SessionRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';

/** The live session behind a session token; this use slides it. Undefined when the token is not to be trusted. */
export async function useDeviceSession(
  { credentials, tokens, now, sessionIdleSeconds }: RegistryContext,
  sessionToken: string,
): Promise<SessionRecord | undefined> {
  const at = now();
  const token = await tokens.verifyAs('session', sessionToken, at);
  if (!token) return undefined;
  const session = await credentials.useSession(token.id, at, sessionIdleSeconds);
  return session?.ownerId === token.ownerId && session.nodeId === token.nodeId ? session : undefined;
}
