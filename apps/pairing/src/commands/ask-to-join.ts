import {
  accepted,
  type AskedDevice,
  digestOf,
  type pairingCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { askToJoin as decideAsk } from '@meshpair/domain';
import { isIpConflict } from '../address-question.js';
import { tooManyRequests } from '../limits/pairing-limits.js';
import type { PairingContext } from '../pairing-context.js';
import { newSecret } from '../secrets.js';
import { POLL_INTERVAL_SECONDS } from './connect-device.js';

/** A pairing that begins with its device, which a setup key has brought: nobody has its join token, and no PIN is shown. */
export async function askToJoin(
  context: PairingContext,
  { ownerId, setupKeyId, label, permissions, device, ip }: RequestOf<typeof pairingCommands.askToJoin>,
): Promise<Reply<AskedDevice>> {
  const admission = await context.limits.starts.enter(ownerId);
  if (!admission.isAdmitted) return tooManyRequests(admission);
  const claimSecret = newSecret(context.randomBytes);
  const start = {
    pairingId: context.newId(),
    ownerId,
    tokenDigest: digestOf(newSecret(context.randomBytes)),
    permissions,
    label,
    ttlSeconds: context.ttlSeconds,
    setupKeyId,
  };
  const { addresses } = context;
  const existingDevices = isIpConflict(addresses)
    ? (await addresses.ask({ ownerId, ip }))?.devices
    : undefined;
  return context.batch.decide<AskedDevice>(undefined, (_none, now) => {
    const transition = decideAsk({
      start,
      approval: 'setup_key',
      device: { ...device, ip, keyProven: true },
      claimDigest: digestOf(claimSecret),
      existingDevices,
      now,
    });
    const { pairingId, expiresAt } = transition.state;
    const asked = { pairingId, claimSecret, expiresAt: expiresAt.toISOString() };
    return { reply: accepted({ ...asked, pollIntervalSeconds: POLL_INTERVAL_SECONDS }), transition };
  });
}
