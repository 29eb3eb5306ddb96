import type { RegistryContext } from '../registry-context.js';
import { useDeviceSession } from './device-session.js';

/** Who asks about a token: an owner, or a device by its session token. */
export type TokenCaller = { readonly ownerId: string } | { readonly sessionToken: string };

export interface KnownCaller {
  readonly ownerId: string;
  /** Set when the caller is a device. */
  readonly nodeId?: string;
}

/** The caller, authenticated; undefined when its session token is not to be trusted. */
export async function identifyCaller(
  context: RegistryContext,
  caller: TokenCaller,
): Promise<KnownCaller | undefined> {
  if ('ownerId' in caller) return { ownerId: caller.ownerId };
  const session = await useDeviceSession(context, caller.sessionToken);
  return session && { ownerId: session.ownerId, nodeId: session.nodeId };
}
