import {
  CloudEvent,
  Id,
  NodeView,
  pageOf,
  PairingView,
  Permissions,
  Pin,
  Secret,
  Timestamp,
} from '@meshpair/contracts';
import { z } from 'zod';

export const StartedPairingAnswer = z.object({
  pairingId: Id,
  token: Secret,
  qrUrl: z.url(),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  qrSvg: z.string().optional(),
});
export type StartedPairingAnswer = z.infer<typeof StartedPairingAnswer>;

export const ConnectedDeviceAnswer = z.object({
  pairingId: Id,
  pin: Pin,
  claimSecret: Secret,
  expiresAt: Timestamp,
  pollIntervalSeconds: z.number(),
});

export const VerifiedPinAnswer = z.object({
  success: z.literal(true),
  pairingId: Id,
  state: z.enum(['DeviceRegistered', 'PinVerified']),
  nodeId: Id,
  sessionId: Id,
});
export type VerifiedPinAnswer = z.infer<typeof VerifiedPinAnswer>;

export const ClaimedTokensAnswer = z.object({
  node: NodeView,
  sessionToken: z.string(),
  peerToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  permissions: Permissions,
});

export const PairingPage = pageOf(PairingView);
export const EventPage = pageOf(CloudEvent);
