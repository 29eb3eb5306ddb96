import { type ClaimedTokens, eventSubject, registryCommands, toCloudEvent } from '@meshpair/contracts';
import type { PinVerifiedEvent } from '@meshpair/domain';
import { waitFor } from '@meshpair/testing';
import { OWNER_ID, type RegistryReplicas, valueOf } from './registry-replicas.js';

/** The event of a device whose PIN was verified; number `n` has an address and ids of its own. */
export const pinVerified = (
  n: number,
  device: Partial<PinVerifiedEvent['data']['device']> = {},
  choice: Pick<PinVerifiedEvent['data'], 'ipConflict' | 'claimDigest'> = {},
): PinVerifiedEvent => ({
  type: 'PinVerified',
  pairingId: `pairing-${n}`,
  ownerId: OWNER_ID,
  sequence: 4,
  occurredAt: new Date(),
  data: {
    nodeId: device.nodeId ?? `node-${n}`,
    sessionId: `session-${n}`,
    device: { name: `Tablet ${n}`, ip: `192.0.2.${n}`, platform: 'android', ...device },
    permissions: ['mesh:read', 'mesh:connect'],
    ...choice,
  },
});

/** Puts the event into the stream, as the pairing service does. */
export function publish({ nats }: RegistryReplicas, event: PinVerifiedEvent): void {
  nats.publishJson(eventSubject(event.type, event.pairingId), toCloudEvent(event, '/meshpair/pairing'));
}

/** Registers a device and claims its tokens. */
export async function claimedDevice(registry: RegistryReplicas, n: number): Promise<ClaimedTokens> {
  publish(registry, pinVerified(n));
  await answered(registry, `pairing-${n}`);
  return valueOf(
    await registry.bus.send(registryCommands.mintTokens, { ownerId: OWNER_ID, pairingId: `pairing-${n}` }),
  );
}

/** Waits until the registry has published its answer for the pairing. */
export const answered = ({ events }: RegistryReplicas, pairingId: string): Promise<unknown> =>
  waitFor(() => events.find(({ subject }) => subject === pairingId), {
    message: `the registry's answer for ${pairingId}`,
  });
