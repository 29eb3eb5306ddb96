import { type CommandError, digestOf, type PairingReader, type PairingView } from '@meshpair/contracts';
import { digestsMatch, type PairingEvent, type PairingState } from '@meshpair/domain';

/** Why this reader may not see the pairing; undefined when it may. Another owner's pairing is not found. */
export function refusalToRead(state: PairingState, reader: PairingReader): CommandError | undefined {
  if ('ownerId' in reader) return state.ownerId === reader.ownerId ? undefined : { code: 'not_found' };
  return holdsClaimSecret(state, reader.claimSecret) ? undefined : { code: 'unauthorized' };
}

/** A pairing as this reader may see it: a device is not told of the owner's others. */
export const viewFor = (reader: PairingReader, view: PairingView): PairingView =>
  'ownerId' in reader ? view : { ...view, existingDevices: null };

/** As `viewFor`, for an event: nor is it told which of the owner's people did it. */
export function eventFor(reader: PairingReader, event: PairingEvent): PairingEvent {
  return 'ownerId' in reader ? event : withoutOwners({ ...event, actor: undefined });
}

function withoutOwners(event: PairingEvent): PairingEvent {
  switch (event.type) {
    case 'DeviceScanned':
      return { ...event, data: { ...event.data, existingDevices: undefined } };
    case 'PinVerified':
      return { ...event, data: { ...event.data, ipConflict: undefined } };
    case 'DeviceRegistered':
      return { ...event, data: { ...event.data, replacedNodeId: undefined } };
    default:
      return event;
  }
}

/** Whether this is the secret that the pairing's device got when it connected. */
export function holdsClaimSecret(state: PairingState, claimSecret: string): boolean {
  const digest = digestOf(claimSecret);
  const stored = 'claimDigest' in state ? state.claimDigest : undefined;
  return stored !== undefined && digestsMatch(stored, digest);
}
