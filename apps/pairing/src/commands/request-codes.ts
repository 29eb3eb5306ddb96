import {
  accepted,
  type AnswerOf,
  digestOf,
  networkOf,
  pairingCommands,
  refused,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { calculateExpiry } from '@meshpair/domain';
import { POLLING } from '@meshpair/persistence';
import { tooManyRequests } from '../limits/pairing-limits.js';
import type { PairingContext } from '../pairing-context.js';
import { newPin, newSecret, newUserCode } from '../secrets.js';

/** A request lives as long as a pairing does at most. */
const LIFETIME_SECONDS = pairingCommands.TTL_SECONDS.max;

/** How many may wait: of an address (an IPv6 /64), and in all. */
export const REQUEST_CAPS = { atOneAddress: 10, inAll: 1000 } as const;

type RequestedCodes = AnswerOf<typeof pairingCommands.requestCodes>;

/** Begins the request of a device that nobody has started. Its codes are in the clear here only. */
export async function requestCodes(
  context: PairingContext,
  { clientId, name, platform, permissions, showsPin, ip }: RequestOf<typeof pairingCommands.requestCodes>,
): Promise<Reply<RequestedCodes>> {
  const network = networkOf(ip);
  const admission = await context.limits.connects.enter(network);
  if (!admission.isAdmitted) return tooManyRequests(admission);
  const { randomBytes } = context;
  const requestId = context.newId();
  const [deviceCode, userCode] = [newSecret(randomBytes), newUserCode(randomBytes)];
  const pin = showsPin ? newPin(randomBytes) : undefined;
  const now = context.now();
  const request = {
    requestId,
    deviceDigest: digestOf(deviceCode),
    codeDigest: context.codeDigests[0](userCode),
    clientId,
    device: { name, ip, ...(platform !== undefined && { platform }) },
    permissions,
    pinDigest: pin === undefined ? null : context.pinDigest(requestId, pin),
    createdAt: now,
    expiresAt: calculateExpiry(now, LIFETIME_SECONDS),
  };
  const added = await context.requests.add(request, network, REQUEST_CAPS);
  if (added !== 'added') return tooManyWait(added.fullUntil, now);
  return accepted({
    deviceCode,
    userCode,
    ...(pin !== undefined && { pin }),
    expiresIn: LIFETIME_SECONDS,
    interval: POLLING.everySeconds,
  });
}

const tooManyWait = (fullUntil: Date, now: Date): Reply<never> =>
  refused('too_many_requests', {
    detail: 'Too many devices wait for their codes to be typed',
    retryAfterSeconds: Math.max(1, Math.ceil((fullUntil.getTime() - now.getTime()) / 1000)),
  });
