import type { PairingView } from '@meshpair/contracts';
import type { ConnectingDevice, PairingState } from '@meshpair/domain';

const isoOf = (date: Date): string => date.toISOString();

/** A pairing as its owner and its device see it, without digests. */
export const viewOf = (state: PairingState): PairingView => ({
  pairingId: state.pairingId,
  state: state.kind,
  label: state.label ?? null,
  permissions: [...state.permissions],
  createdAt: isoOf(state.createdAt),
  expiresAt: isoOf(state.expiresAt),
  sequence: state.sequence,
  ...NOTHING_YET,
  ...factsOf(state),
});

const NOTHING_YET = {
  device: null,
  attemptsLeft: null,
  approval: null,
  otherNetwork: null,
  connectedAt: null,
  verifiedAt: null,
  registeredAt: null,
  failedAt: null,
  reason: null,
  stateAtFailure: null,
  nodeId: null,
  sessionId: null,
  contested: false,
  existingDevices: null,
} as const;

function factsOf(state: PairingState): Partial<PairingView> {
  switch (state.kind) {
    case 'TokenCreated':
      return {};
    case 'Failed':
      return {
        device: state.device ? deviceOf(state.device) : null,
        failedAt: isoOf(state.failedAt),
        reason: state.reason,
        stateAtFailure: state.stateAtFailure,
        contested: state.contested ?? false,
      };
    case 'DeviceConnected':
    case 'PinVerified':
    case 'DeviceRegistered':
      return {
        ...connectionOf(state),
        ...(state.kind === 'DeviceConnected' ? othersOf(state) : verificationOf(state)),
      };
  }
}

const connectionOf = (
  state: Extract<PairingState, { readonly kind: 'DeviceConnected' | 'PinVerified' | 'DeviceRegistered' }>,
): Partial<PairingView> => ({
  device: deviceOf(state.device),
  attemptsLeft: state.attemptsLeft ?? null,
  approval: state.approval ?? null,
  otherNetwork: state.otherNetwork ?? null,
  connectedAt: isoOf(state.connectedAt),
  contested: state.contested ?? false,
});

const othersOf = ({
  existingDevices,
}: Extract<PairingState, { readonly kind: 'DeviceConnected' }>): Partial<PairingView> => ({
  existingDevices: existingDevices?.map(({ id, name }) => ({ id, name })) ?? null,
});

const verificationOf = (
  state: Extract<PairingState, { readonly kind: 'PinVerified' | 'DeviceRegistered' }>,
): Partial<PairingView> => ({
  verifiedAt: isoOf(state.verifiedAt),
  nodeId: state.deviceNodeId,
  sessionId: state.sessionId,
  registeredAt: state.kind === 'DeviceRegistered' ? isoOf(state.registeredAt) : null,
});

const deviceOf = (device: ConnectingDevice): PairingView['device'] => ({
  name: device.name,
  ip: device.ip,
  platform: device.platform ?? null,
  port: device.port ?? null,
  nodeId: device.nodeId ?? null,
});
