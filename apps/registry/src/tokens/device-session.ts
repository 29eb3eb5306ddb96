import type { ActingPerson, DeviceSession } from '@meshpair/contracts';
import type { SessionRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';

/**
 * The live session behind a session token; this use slides it. Undefined when the token is not to be trusted, or another
 * key was proven with it than the one that it is bound to.
 */
export const useDeviceSession = (
  context: RegistryContext,
  device: DeviceSession,
): Promise<SessionRecord | undefined> =>
  sessionBehind(context, device, (id, at) =>
    context.credentials.useSession(id, at, context.sessionIdleSeconds),
  );

/** The same, and it is not used. */
export const findDeviceSession = (
  context: RegistryContext,
  device: DeviceSession,
): Promise<SessionRecord | undefined> =>
  sessionBehind(context, device, (id, at) => context.credentials.findSession(id, at));

async function sessionBehind(
  { tokens, now }: RegistryContext,
  { sessionToken, provenKey }: DeviceSession,
  find: (id: string, at: Date) => Promise<SessionRecord | undefined>,
): Promise<SessionRecord | undefined> {
  const at = now();
  const token = await tokens.verifyAs('session', sessionToken, at);
  if (!token || token.keyThumbprint !== provenKey) return undefined;
  const session = await find(token.id, at);
  return session?.ownerId === token.ownerId && session.nodeId === token.nodeId ? session : undefined;
}

/** Who asks about a token: an owner, or a device by its session token. */
export type TokenCaller = OwnerByKey | DeviceSession;

interface OwnerByKey {
  readonly ownerId: string;
  readonly keyId?: string | undefined;
  readonly person?: ActingPerson | undefined;
}

export interface KnownCaller {
  readonly ownerId: string;
  /** Set when the caller is an owner, and its key is known. */
  readonly keyId?: string | undefined;
  /** Set when the caller is a person of the owner's mesh. */
  readonly person?: ActingPerson | undefined;
  /** Set when the caller is a device. */
  readonly nodeId?: string;
}

/** The caller, authenticated; undefined when its session token is not to be trusted. */
export async function identifyCaller(
  context: RegistryContext,
  caller: TokenCaller,
): Promise<KnownCaller | undefined> {
  if ('ownerId' in caller) return caller;
  const session = await useDeviceSession(context, caller);
  return session && { ownerId: session.ownerId, nodeId: session.nodeId };
}
