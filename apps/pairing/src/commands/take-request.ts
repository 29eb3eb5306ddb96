import {
  accepted,
  digestOf,
  networkOf,
  type pairingCommands,
  type PairingView,
  refused,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import {
  askToJoin,
  askToJoinByPin,
  type ExistingDevice,
  isOpen,
  ownerBy,
  type PairingState,
  readUserCode,
  type Transition,
} from '@meshpair/domain';
import type { FoundRequest } from '@meshpair/persistence';
import { isIpConflict } from '../address-question.js';
import { answer } from '../batch/decision.js';
import { tooManyRequests } from '../limits/pairing-limits.js';
import type { PairingContext } from '../pairing-context.js';
import { isOnSameNetwork } from '../requests/same-network.js';
import { newSecret } from '../secrets.js';
import { viewOf } from '../views/pairing-view.js';

type TakeRequest = RequestOf<typeof pairingCommands.takeRequest>;

const unknownCode = refused('code_not_found');

/** A code is typed that a device shows: its request becomes a pairing of this owner, and of nobody else. */
export async function takeRequest(context: PairingContext, take: TakeRequest): Promise<Reply<PairingView>> {
  const { ownerId, code, from } = take;
  const admission = await context.limits.failedCodes.enter(networkOf(from.ip));
  if (!admission.isAdmitted) return tooManyRequests(admission);
  const typed = readUserCode(code) ?? '';
  const request = await context.requests.findByCode(
    context.codeDigests.map((digest) => digest(typed)),
    context.now(),
  );
  if (!request) return unknownCode;
  admission.giveBack();
  const { requestId: pairingId } = request;
  const { addresses } = context;
  const others = isIpConflict(addresses)
    ? (await addresses.ask({ ownerId, ip: request.device.ip }))?.devices
    : undefined;
  const reply = await context.batch.decide<PairingView>({ pairingId }, (state, now) => {
    if (state) return isOwn(state, ownerId) ? { reply: accepted(viewOf(state)) } : answer(unknownCode);
    if (request.isTaken || now > request.expiresAt) return answer(unknownCode);
    const transition = pairingOf(context, take, request, { others, now });
    return { reply: accepted(viewOf(transition.state)), transition };
  });
  if (reply.ok) await context.requests.taken(pairingId);
  return reply;
}

/** The same code again, whose answer was lost, leads to the same pairing. */
const isOwn = (state: PairingState, ownerId: string): boolean => state.ownerId === ownerId && isOpen(state);

function pairingOf(
  { randomBytes, pinMaxAttempts }: PairingContext,
  { ownerId, from, allowsOtherNetworks, ...by }: TakeRequest,
  { requestId, device, permissions, pinDigest, deviceDigest, expiresAt }: FoundRequest,
  { others, now }: { readonly others: readonly ExistingDevice[] | undefined; readonly now: Date },
): Transition<PairingState> {
  const isNear = isOnSameNetwork(device.ip, from);
  const start = {
    pairingId: requestId,
    ownerId,
    // Nobody has its token.
    tokenDigest: digestOf(newSecret(randomBytes)),
    permissions,
    ttlSeconds: (expiresAt.getTime() - now.getTime()) / 1000,
    actor: ownerBy(by),
  };
  const coming = {
    start,
    device,
    // The device code is its claim secret.
    claimDigest: deviceDigest,
    existingDevices: others,
    ...(!isNear && { otherNetwork: allowsOtherNetworks ? ('allowed' as const) : ('refused' as const) }),
    now,
  };
  return pinDigest === null
    ? askToJoin({ ...coming, approval: 'device_code' })
    : askToJoinByPin({ ...coming, pinDigest, maxAttempts: pinMaxAttempts });
}
