import {
  accepted,
  digestOf,
  networkOf,
  type NodesAt,
  type pairingCommands,
  refused,
  type Reply,
  type RequestOf,
  type VerifiedPin,
} from '@meshpair/contracts';
import {
  type DeviceRegistered,
  digestsMatch,
  type IpConflictChoice,
  ownerBy,
  type PairingState,
  type PinVerified,
  verifyPin as decideVerify,
  wrongState,
} from '@meshpair/domain';
import type { PairingReference } from '@meshpair/persistence';
import { isIpConflict } from '../address-question.js';
import { answer, type Decision, notFound, refusal, tokenNotFound } from '../batch/decision.js';
import { tooManyRequests } from '../limits/pairing-limits.js';
import { OPEN_GATE } from '../limits/rate-gate.js';
import type { PairingContext } from '../pairing-context.js';

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

/** One typed PIN, with all that its judgement needs. */
interface Attempt {
  readonly request: VerifyRequest;
  readonly ipConflict: IpConflictChoice | undefined;
  readonly newNodeId: string;
  readonly sessionId: string;
}

/** The PIN is right; who else has the device's address is still to be asked. */
interface AsksAbout {
  readonly askAbout: string;
}

/** The registry is asked between two looks at the pairing, so that no other pairing waits for its answer. */
async function judgePin(context: PairingContext, request: VerifyRequest): Promise<Reply<VerifiedPin>> {
  const { token, pairingId, deviceNodeId, ownerId, replaceNodeId: nodeId } = request;
  const reference = token === undefined ? pairingId && { pairingId } : { tokenDigest: digestOf(token) };
  if (!reference) return refused('invalid_request', { errors: [NEITHER_GIVEN] });
  const attempt: Attempt = {
    request,
    ipConflict: ipConflictChoiceOf(request),
    newNodeId: deviceNodeId ?? context.newId(),
    sessionId: context.newId(),
  };
  if (!isIpConflict(context.addresses, attempt.ipConflict))
    return context.batch.decide<VerifiedPin>(reference, (state, now) =>
      judge(context, attempt, { state, now }),
    );

  const judged = await firstLook(context, attempt, reference);
  if (!judged.ok) return judged;
  if (!('askAbout' in judged.value)) return accepted(judged.value);
  const holders = await context.addresses.ask({ ownerId, ip: judged.value.askAbout, nodeId });
  return context.batch.decide<VerifiedPin>(reference, (state, now) =>
    judge(context, attempt, { state, now }, holders),
  );
}

/** Judges by the state that is remembered, if by that one the PIN is right: the stored one is read after the question. */
async function firstLook(
  context: PairingContext,
  attempt: Attempt,
  reference: PairingReference,
): Promise<Reply<VerifiedPin | AsksAbout>> {
  const remembered = context.batch.remembered(reference);
  const guessed =
    remembered && asksAbout(judge(context, attempt, { state: remembered, now: remembered.createdAt }));
  if (guessed) return accepted(guessed);
  return context.batch.decide<VerifiedPin | AsksAbout>(reference, (state, now) => {
    const decision = judge(context, attempt, { state, now });
    const question = asksAbout(decision);
    return question ? { reply: accepted(question) } : decision;
  });
}

function asksAbout({ transition }: Decision<VerifiedPin>): AsksAbout | undefined {
  const next = transition?.state;
  return next?.kind === 'PinVerified' ? { askAbout: next.device.ip } : undefined;
}

function judge(
  context: PairingContext,
  { request, ...choices }: Attempt,
  { state, now }: { readonly state: PairingState | undefined; readonly now: Date },
  holders?: NodesAt,
): Decision<VerifiedPin> {
  const { ownerId, token, pin, deviceNodeId } = request;
  if (state?.ownerId !== ownerId) return token === undefined ? notFound : tokenNotFound;
  if (deviceNodeId !== undefined && !fitsNodeId(state, deviceNodeId)) return otherNodeId;
  const pinDigest = typedPinDigest(context, state, pin);
  if (isVerified(state)) return repeatVerify(state, pinDigest);
  const decided = decideVerify(state, {
    ...choices,
    pinDigest,
    existingDevices: holders?.devices,
    hostId: holders?.hostId,
    actor: ownerBy(request),
    now,
  });
  if (!decided.ok) return refusal(decided.error);
  return { reply: accepted(verifiedPin(decided.value.state)), transition: decided.value };
}

function ipConflictChoiceOf({ onIpConflict, replaceNodeId }: VerifyRequest): IpConflictChoice | undefined {
  if (onIpConflict !== 'replace') return onIpConflict && { action: onIpConflict };
  return replaceNodeId === undefined ? undefined : { action: 'replace', nodeId: replaceNodeId };
}

/** The typed PIN, digested under the secret that makes it match, else under the current one; each is tried, match or not. */
function typedPinDigest(
  { pinDigest, previousPinDigests }: PairingContext,
  state: PairingState,
  pin: string,
): string {
  const current = pinDigest(state.pairingId, pin);
  const stored = 'pinDigest' in state ? state.pinDigest : current;
  const previous = previousPinDigests.map((digest) => digest(state.pairingId, pin));
  return previous.reduce((chosen, each) => (digestsMatch(stored, each) ? each : chosen), current);
}

const NEITHER_GIVEN = { field: 'pairingId', message: 'give either token or pairingId' };

const otherNodeId = answer(
  refused('invalid_request', {
    errors: [{ field: 'deviceNodeId', message: 'the device has connected with another node id' }],
  }),
);

const isVerified = (state: PairingState): state is PinVerified | DeviceRegistered =>
  state.kind === 'PinVerified' || state.kind === 'DeviceRegistered';

/** Whether the owner's node id is the device's own; a device without one takes the owner's. */
function fitsNodeId(state: PairingState, nodeId: string): boolean {
  if (isVerified(state)) return state.deviceNodeId === nodeId;
  return state.kind !== 'DeviceConnected' || (state.device.nodeId ?? nodeId) === nodeId;
}

const repeatVerify = (state: PinVerified | DeviceRegistered, pinDigest: string): Decision<VerifiedPin> =>
  digestsMatch(state.pinDigest, pinDigest)
    ? { reply: accepted(verifiedPin(state)) }
    : refusal(wrongState(state));

const verifiedPin = (state: PinVerified | DeviceRegistered): VerifiedPin => ({
  pairingId: state.pairingId,
  state: state.kind,
  nodeId: state.deviceNodeId,
  sessionId: state.sessionId,
});
