import {
  accepted,
  digestOf,
  networkOf,
  type pairingCommands,
  refused,
  type Reply,
  type RequestOf,
  type VerifiedPin,
} from '@meshpair/contracts';
import {
  type ConfirmDevice,
  type DeviceRegistered,
  digestsMatch,
  type PairingState,
  type PinVerified,
  verifyPin as decideVerify,
  wrongState,
} from '@meshpair/domain';
import { answer, type Decision, notFound, refusal, tokenNotFound } from '../batch/decision.js';
import { tooManyRequests } from '../limits/pairing-limits.js';
import { OPEN_GATE } from '../limits/rate-gate.js';
import type { PairingContext } from '../pairing-context.js';
import { confirmDevice, confirmedAnswer, isConfirmed } from './confirm-device.js';

type VerifyRequest = RequestOf<typeof pairingCommands.verifyPin>;

/**
 * Judges the PIN that the owner typed. The right PIN again, after it was verified, gets the same answer again.
 * An address with too many failed PINs gets none judged: its attempt is counted before, and given back unless it failed.
 */
export async function verifyPin(
  context: PairingContext,
  request: VerifyRequest,
): Promise<Reply<VerifiedPin>> {
  const gate = request.ip === undefined ? OPEN_GATE : context.limits.failedPins;
  const admission = await gate.enter(networkOf(request.ip ?? ''));
  if (!admission.isAdmitted) return tooManyRequests(admission);
  const reply = await judgePin(context, request);
  if (reply.ok || reply.error.code !== 'invalid_pin') admission.giveBack();
  return reply;
}

async function judgePin(context: PairingContext, request: VerifyRequest): Promise<Reply<VerifiedPin>> {
  const { token, pairingId } = request;
  const reference = token === undefined ? pairingId && { pairingId } : { tokenDigest: digestOf(token) };
  if (!reference) return refused('invalid_request', { errors: [NEITHER_GIVEN] });
  return confirmDevice(context, reference, request, (state, command) =>
    judge(context, request, state, command),
  );
}

function judge(
  context: PairingContext,
  { ownerId, token, pin, deviceNodeId }: VerifyRequest,
  state: PairingState | undefined,
  command: ConfirmDevice,
): Decision<VerifiedPin> {
  if (state?.ownerId !== ownerId) return token === undefined ? notFound : tokenNotFound;
  if (deviceNodeId !== undefined && !fitsNodeId(state, deviceNodeId)) return otherNodeId;
  const pinDigest = typedPinDigest(context, state, pin);
  if (isConfirmed(state)) return repeatVerify(state, pinDigest);
  const decided = decideVerify(state, { ...command, pinDigest });
  if (!decided.ok) return refusal(decided.error);
  return { reply: accepted(confirmedAnswer(decided.value.state)), transition: decided.value };
}

/** The typed PIN, digested under the secret that makes it match, else under the current one; each is tried, match or not. */
function typedPinDigest(
  { pinDigest, previousPinDigests }: PairingContext,
  state: PairingState,
  pin: string,
): string {
  const current = pinDigest(state.pairingId, pin);
  const stored = ('pinDigest' in state ? state.pinDigest : undefined) ?? current;
  const previous = previousPinDigests.map((digest) => digest(state.pairingId, pin));
  return previous.reduce((chosen, each) => (digestsMatch(stored, each) ? each : chosen), current);
}

const NEITHER_GIVEN = { field: 'pairingId', message: 'give either token or pairingId' };

const otherNodeId = answer(
  refused('invalid_request', {
    errors: [{ field: 'deviceNodeId', message: 'the device has connected with another node id' }],
  }),
);

/** Whether the owner's node id is the device's own; a device without one takes the owner's. */
function fitsNodeId(state: PairingState, nodeId: string): boolean {
  if (isConfirmed(state)) return state.deviceNodeId === nodeId;
  return state.kind !== 'DeviceConnected' || (state.device.nodeId ?? nodeId) === nodeId;
}

const repeatVerify = (state: PinVerified | DeviceRegistered, pinDigest: string): Decision<VerifiedPin> =>
  state.pinDigest !== undefined && digestsMatch(state.pinDigest, pinDigest)
    ? { reply: accepted(confirmedAnswer(state)) }
    : refusal(wrongState(state));
