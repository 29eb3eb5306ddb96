import type { Actor } from './mesh-event.js';
import { calculateExpiry } from './pairing-coordinator.js';
import type { TokenCreatedEvent, Transition } from './pairing-event.js';
import type { Approval, TokenCreated } from './pairing-state.js';

export interface StartPairing {
  readonly pairingId: string;
  readonly ownerId: string;
  readonly tokenDigest: string;
  readonly codeDigest?: string;
  readonly permissions: readonly string[];
  readonly label?: string;
  readonly ttlSeconds: number;
  /** For the event of one that the owner approves without a PIN: `askToJoin` makes it so. */
  readonly approval?: Approval;
  /** The setup key that its device has come with. */
  readonly setupKeyId?: string;
  readonly actor?: Actor;
  readonly now: Date;
}

/** The first state of a pairing, with `TokenCreated` as its event 1. */
export function startPairing({
  now,
  ttlSeconds,
  actor,
  approval,
  ...given
}: StartPairing): Transition<TokenCreated> {
  const state: TokenCreated = {
    kind: 'TokenCreated',
    ...given,
    createdAt: now,
    expiresAt: calculateExpiry(now, ttlSeconds),
    sequence: 1,
  };
  const event: TokenCreatedEvent = {
    type: 'TokenCreated',
    pairingId: state.pairingId,
    ownerId: state.ownerId,
    sequence: 1,
    occurredAt: now,
    ...(actor && { actor }),
    data: {
      permissions: state.permissions,
      label: state.label,
      expiresAt: state.expiresAt,
      ...(approval && { approval }),
      ...(state.setupKeyId !== undefined && { setupKeyId: state.setupKeyId }),
    },
  };
  return { state, events: [event] };
}
