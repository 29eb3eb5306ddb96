import {
  accepted,
  type NodesAt,
  type pairingCommands,
  type Reply,
  type RequestOf,
  type VerifiedPin,
} from '@meshpair/contracts';
import {
  type Actor,
  approvePairing as decideApprove,
  type ConfirmDevice,
  type DeviceRegistered,
  type IpConflictChoice,
  type OwnerActing,
  ownerBy,
  type PairingState,
  type PinVerified,
} from '@meshpair/domain';
import type { PairingReference } from '@meshpair/persistence';
import { isIpConflict } from '../address-question.js';
import { type Decision, notFound, refusal } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';

/** What an owner says that confirms a device. */
export interface Confirmation extends OwnerActing {
  readonly ownerId: string;
  readonly deviceNodeId?: string | undefined;
  readonly onIpConflict?: 'reject' | 'allow' | 'replace' | undefined;
  readonly replaceNodeId?: string | undefined;
}

/** Judges one pairing, as often as it is asked to. */
type Judge = (state: PairingState | undefined, command: ConfirmDevice) => Decision<VerifiedPin>;

interface Attempt {
  readonly judge: Judge;
  readonly ipConflict: IpConflictChoice | undefined;
  readonly newNodeId: string;
  readonly sessionId: string;
  readonly actor: Actor;
}

/** The device is confirmed; who else has its address is still to be asked. */
interface AsksAbout {
  readonly askAbout: string;
}

/** The registry is asked between two looks at the pairing, so that no other pairing waits for its answer. */
export async function confirmDevice(
  context: PairingContext,
  reference: PairingReference,
  confirmation: Confirmation,
  judge: Judge,
): Promise<Reply<VerifiedPin>> {
  const { ownerId, deviceNodeId, replaceNodeId: nodeId } = confirmation;
  const attempt: Attempt = {
    judge,
    ipConflict: ipConflictChoiceOf(confirmation),
    newNodeId: deviceNodeId ?? context.newId(),
    sessionId: context.newId(),
    actor: ownerBy(confirmation),
  };
  if (!isIpConflict(context.addresses, attempt.ipConflict))
    return context.batch.decide<VerifiedPin>(reference, (state, now) => judged(attempt, state, now));

  const first = await firstLook(context, attempt, reference);
  if (!first.ok) return first;
  if (!('askAbout' in first.value)) return accepted(first.value);
  const holders = await context.addresses.ask({ ownerId, ip: first.value.askAbout, nodeId });
  return context.batch.decide<VerifiedPin>(reference, (state, now) => judged(attempt, state, now, holders));
}

/** Judges by the state that is remembered, if that one is confirmed: the stored one is read after the question. */
async function firstLook(
  context: PairingContext,
  attempt: Attempt,
  reference: PairingReference,
): Promise<Reply<VerifiedPin | AsksAbout>> {
  const remembered = context.batch.remembered(reference);
  const guessed = remembered && asksAbout(judged(attempt, remembered, remembered.createdAt));
  if (guessed) return accepted(guessed);
  return context.batch.decide<VerifiedPin | AsksAbout>(reference, (state, now) => {
    const decision = judged(attempt, state, now);
    const question = asksAbout(decision);
    return question ? { reply: accepted(question) } : decision;
  });
}

function asksAbout({ transition }: Decision<VerifiedPin>): AsksAbout | undefined {
  const next = transition?.state;
  return next?.kind === 'PinVerified' ? { askAbout: next.device.ip } : undefined;
}

const judged = (
  { judge, ...choices }: Attempt,
  state: PairingState | undefined,
  now: Date,
  holders?: NodesAt,
): Decision<VerifiedPin> =>
  judge(state, { ...choices, existingDevices: holders?.devices, hostId: holders?.hostId, now });

function ipConflictChoiceOf({ onIpConflict, replaceNodeId }: Confirmation): IpConflictChoice | undefined {
  if (onIpConflict !== 'replace') return onIpConflict && { action: onIpConflict };
  return replaceNodeId === undefined ? undefined : { action: 'replace', nodeId: replaceNodeId };
}

export const isConfirmed = (state: PairingState): state is PinVerified | DeviceRegistered =>
  state.kind === 'PinVerified' || state.kind === 'DeviceRegistered';

/** The answer to the one who has confirmed it, then and again. */
export const confirmedAnswer = (state: PinVerified | DeviceRegistered): VerifiedPin => ({
  pairingId: state.pairingId,
  state: state.kind,
  nodeId: state.deviceNodeId,
  sessionId: state.sessionId,
});

/** Lets a device in that shows no PIN. The same approval again gets the same answer again. */
export const approvePairing = (
  context: PairingContext,
  { pairingId, ...approval }: RequestOf<typeof pairingCommands.approvePairing>,
): Promise<Reply<VerifiedPin>> =>
  confirmDevice(context, { pairingId }, approval, (state, command) => {
    if (state?.ownerId !== approval.ownerId) return notFound;
    if (isConfirmed(state) && state.approval) return { reply: accepted(confirmedAnswer(state)) };
    const decided = decideApprove(state, command);
    if (!decided.ok) return refusal(decided.error);
    return { reply: accepted(confirmedAnswer(decided.value.state)), transition: decided.value };
  });
