import type { CommandError, PairingReader } from '@meshpair/contracts';
import { digestsMatch, type PairingState } from '@meshpair/domain';
import { digestOf } from './secrets.js';

/** Why this reader may not see the pairing; undefined when it may. Another owner's pairing is not found. */
export function refusalToRead(state: PairingState, reader: PairingReader): CommandError | undefined {
  if ('ownerId' in reader) return state.ownerId === reader.ownerId ? undefined : { code: 'not_found' };
  return holdsClaimSecret(state, reader.claimSecret) ? undefined : { code: 'unauthorized' };
}

/** Whether this is the secret that the pairing's device got when it connected. */
export function holdsClaimSecret(state: PairingState, claimSecret: string): boolean {
  const digest = digestOf(claimSecret);
  const stored = 'claimDigest' in state ? state.claimDigest : undefined;
  return stored !== undefined && digestsMatch(stored, digest);
}
