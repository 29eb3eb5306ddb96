import type { FailureReason, PairingState } from '@meshpair/domain';
import { FAILURES_IN_THE_LOG } from '@meshpair/words';

/** How a pairing ended: for a person, and the same as fields. */
export interface PairingOutcome {
  readonly text: string;
  readonly facts: {
    readonly pairingId: string;
    readonly ownerId: string;
    readonly outcome: 'paired' | FailureReason;
    readonly device?: { readonly name: string; readonly platform?: string | undefined; readonly ip: string };
    readonly nodeId?: string;
  };
}

/** Undefined while the pairing is under way. */
export function pairingOutcome(state: PairingState): PairingOutcome | undefined {
  if (state.kind !== 'DeviceRegistered' && state.kind !== 'Failed') return undefined;
  const { pairingId, ownerId } = state;
  if (state.kind === 'DeviceRegistered') {
    const { id, name, platform, ip } = state.node;
    const device = { name, platform, ip };
    return {
      text: `Paired: ${describeDevice(device)}`,
      facts: { pairingId, ownerId, outcome: 'paired', device, nodeId: id },
    };
  }
  const { reason, device } = state;
  const [what, why] = FAILURES_IN_THE_LOG[reason];
  const who = device ? describeDevice(device) : 'no device had come';
  return {
    text: `${what}: ${who}${why === undefined ? '' : `, ${why}`}`,
    facts: {
      pairingId,
      ownerId,
      outcome: reason,
      ...(device && { device: { name: device.name, platform: device.platform, ip: device.ip } }),
    },
  };
}

/** `Phone (ios, 192.168.1.20)` */
export const describeDevice = ({
  name,
  platform,
  ip,
}: {
  readonly name: string;
  readonly platform?: string | undefined;
  readonly ip: string;
}): string => `${name} (${platform === undefined ? '' : `${platform}, `}${ip})`;
