import {
  accepted,
  DPOP_WINDOW_SECONDS,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { RegistryContext } from '../registry-context.js';
import { secondsOf } from '../tokens/mesh-tokens.js';

/**
 * Whether a DPoP proof counts: it is of now, by the mesh's clock, and comes for the first time (RFC 9449 §11.1). Refuses
 * with `invalid_dpop_proof`. It is remembered until its time alone would refuse it.
 */
export async function spendProof(
  { passkeys, now }: Pick<RegistryContext, 'passkeys' | 'now'>,
  { provenKey, jti, issuedAt }: RequestOf<typeof registryCommands.spendProof>,
): Promise<Reply<{ readonly done: true }>> {
  const ageSeconds = secondsOf(now()) - issuedAt;
  if (Math.abs(ageSeconds) > DPOP_WINDOW_SECONDS)
    return refused('invalid_dpop_proof', {
      detail: `iat is ${timeOff(ageSeconds)}: by the Date of this answer`,
    });
  const expiresAt = new Date((issuedAt + DPOP_WINDOW_SECONDS + 1) * 1000);
  if (await passkeys.spend(`dpop ${provenKey} ${jti}`, expiresAt)) return accepted({ done: true });
  return refused('invalid_dpop_proof', {
    detail: 'The proof in the DPoP header has been used: make one for each request',
  });
}

const timeOff = (ageSeconds: number): string =>
  ageSeconds > 0 ? `${ageSeconds} s ago` : `${-ageSeconds} s ahead`;
