import {
  accepted,
  type ConnectedDevice,
  digestOf,
  networkOf,
  type pairingCommands,
  refused,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { connectDevice as decideConnect, type ExistingDevice, readUserCode } from '@meshpair/domain';
import type { PairingReference } from '@meshpair/persistence';
import { isIpConflict } from '../address-question.js';
import { refusal, tokenNotFound } from '../batch/decision.js';
import { tooManyRequests } from '../limits/pairing-limits.js';
import type { PairingContext } from '../pairing-context.js';
import { newPin, newSecret } from '../secrets.js';
import { flawOfProof } from './device-proof.js';

/** How often a device that follows its pairing by polling should ask. */
export const POLL_INTERVAL_SECONDS = 2;

/** Counts a device of which no token of ours is asked, by its address, as one that connects. */
export async function admitDevice(
  { limits }: Pick<PairingContext, 'limits'>,
  { ip }: RequestOf<typeof pairingCommands.admitDevice>,
): Promise<Reply<{ readonly admitted: true }>> {
  const admission = await limits.connects.enter(networkOf(ip));
  return admission.isAdmitted ? accepted({ admitted: true }) : tooManyRequests(admission);
}

/** Binds the device that holds the join token. Answers its PIN and claim secret, once: only digests are kept. */
export async function connectDevice(
  context: PairingContext,
  request: RequestOf<typeof pairingCommands.connectDevice>,
): Promise<Reply<ConnectedDevice>> {
  const {
    device: { proof, ...device },
    ip,
  } = request;
  // An unknown token counts too: it may be a guess.
  const admission = await context.limits.connects.enter(networkOf(ip));
  if (!admission.isAdmitted) return tooManyRequests(admission);
  const code = request.code === undefined ? undefined : readUserCode(request.code);
  const token = request.token ?? code ?? '';
  const flaw = proof === undefined ? undefined : flawOfProof({ publicKey: device.publicKey, proof, token });
  if (flaw !== undefined) return badProof(flaw);
  const found = await referenceOf(context, { token, code, ip });
  if (!found.ok) return found;
  const reference = found.value;
  const pin = newPin(context.randomBytes);
  const claimSecret = newSecret(context.randomBytes);

  const existingDevices = await devicesAt(context, reference, ip);

  return context.batch.decide<ConnectedDevice>(reference, (state, now) => {
    if (!state) return tokenNotFound;
    const { pairingId, expiresAt } = state;
    const decided = decideConnect(state, {
      device: { ...device, ip, ...(proof !== undefined && { keyProven: true }) },
      pinDigest: context.pinDigest(pairingId, pin),
      claimDigest: digestOf(claimSecret),
      maxAttempts: context.pinMaxAttempts,
      existingDevices,
      now,
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

interface Named {
  readonly token: string;
  /** Set where it was typed, instead of a token. */
  readonly code: string | undefined;
  readonly ip: string;
}

/** The pairing of a token, which need not exist; or of a typed code, whose guesses count as those of PINs do. */
async function referenceOf(
  { codeDigests, limits, repository }: PairingContext,
  { token, code, ip }: Named,
): Promise<Reply<PairingReference>> {
  if (code === undefined) return accepted({ tokenDigest: digestOf(token) });
  const admission = await limits.failedCodes.enter(networkOf(ip));
  if (!admission.isAdmitted) return tooManyRequests(admission);
  const pairingId = await repository.findByCode(codeDigests.map((digest) => digest(code)));
  if (pairingId === undefined) return refused('token_not_found');
  admission.giveBack();
  return accepted({ pairingId });
}

/** Who has the address where that is a conflict, to tell the owner: asked before, so that no other pairing waits for it. */
async function devicesAt(
  { batch, addresses }: PairingContext,
  reference: PairingReference,
  ip: string,
): Promise<readonly ExistingDevice[] | undefined> {
  if (!isIpConflict(addresses)) return undefined;
  const ownerId = batch.remembered(reference)?.ownerId ?? (await ownerWaitingAt(batch, reference));
  return ownerId === undefined ? undefined : (await addresses.ask({ ownerId, ip }))?.devices;
}

async function ownerWaitingAt(
  batch: PairingContext['batch'],
  reference: PairingReference,
): Promise<string | undefined> {
  const waiting = await batch.decide<{ readonly ownerId: string }>(reference, (state) =>
    state?.kind === 'TokenCreated' ? { reply: accepted({ ownerId: state.ownerId }) } : tokenNotFound,
  );
  return waiting.ok ? waiting.value.ownerId : undefined;
}

const badProof = (message: string): Reply<never> =>
  refused('invalid_request', { errors: [{ field: 'device.proof', message }] });
