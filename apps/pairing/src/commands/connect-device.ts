import {
  accepted,
  refused,
  type ConnectedDevice,
  type pairingCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { connectDevice as decideConnect } from '@meshpair/domain';
import { refusal, tokenNotFound } from '../decision.js';
import { tooManyRequests } from '../limits/pairing-limits.js';
import { flawOfProof } from '../device-proof.js';
import type { PairingContext } from '../pairing-context.js';
import { digestOf, newPin, newSecret } from '../secrets.js';

/** How often a device that follows its pairing by polling should ask. */
export const POLL_INTERVAL_SECONDS = 2;

/** Binds the device that holds the join token. Answers its PIN and claim secret, once: only digests are kept. */
export async function connectDevice(
  context: PairingContext,
  { token, device: { proof, ...device }, ip }: RequestOf<typeof pairingCommands.connectDevice>,
): Promise<Reply<ConnectedDevice>> {
  // An unknown token counts too: it may be a guess.
  const admission = await context.limits.connects.enter(ip);
  if (!admission.isAdmitted) return tooManyRequests(admission);
  const flaw = proof === undefined ? undefined : flawOfProof({ publicKey: device.publicKey, proof, token });
  if (flaw !== undefined) return badProof(flaw);
  const pin = newPin(context.randomBytes);
  const claimSecret = newSecret(context.randomBytes);

  return context.unit.decide<ConnectedDevice>({ tokenDigest: digestOf(token) }, (state) => {
    if (!state) return tokenNotFound;
    const { pairingId, expiresAt } = state;
    const decided = decideConnect(state, {
      device: { ...device, ip, ...(proof !== undefined && { keyProven: true }) },
      pinDigest: context.pinDigest(pairingId, pin),
      claimDigest: digestOf(claimSecret),
      maxAttempts: context.pinMaxAttempts,
      now: context.now(),
    });
    if (!decided.ok) return refusal(decided.error);
    const connected: ConnectedDevice = {
      pairingId,
      pin,
      claimSecret,
      expiresAt: expiresAt.toISOString(),
      pollIntervalSeconds: POLL_INTERVAL_SECONDS,
    };
    return { reply: accepted(connected), transition: decided.value };
  });
}

const badProof = (message: string): Reply<never> =>
  refused('invalid_request', { errors: [{ field: 'device.proof', message }] });
