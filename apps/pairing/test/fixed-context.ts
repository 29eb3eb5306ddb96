import type {
  AddressQuestion,
  ConnectedDevice,
  NodesAt,
  Reply,
  StartedPairing,
  VerifiedPin,
} from '@meshpair/contracts';
import type { DeviceRegisteredEvent, PairingFailedEvent, RegistrationFailureReason } from '@meshpair/domain';
import type { PairingChange } from '@meshpair/persistence';
import { InMemoryPairingRepository, InMemoryRateCounters } from '@meshpair/persistence/testing';
import { readSettings } from '@meshpair/settings';
import type { Addresses } from '../src/address-question.js';
import { CommandBatch } from '../src/batch/command-batch.js';
import { connectDevice } from '../src/commands/connect-device.js';
import { startPairing } from '../src/commands/start-pairing.js';
import { verifyPin } from '../src/commands/verify-pin.js';
import { NO_LIMITS, pairingLimits } from '../src/limits/pairing-limits.js';
import type { PairingContext } from '../src/pairing-context.js';
import { codeDigestKeyedBy, pinDigestKeyedBy } from '../src/secrets.js';
import { InMemoryDeviceRequests } from './in-memory-device-requests.js';

export const START = new Date('2026-01-01T12:00:00.000Z');
export const OWNER = 'owner-1';
export const TABLET = { name: 'Tablet', platform: 'Android 16', port: 7000 };

/** A context whose clock stands where the test puts it and whose ids and random bytes count up. */
export interface FixedContext {
  readonly context: PairingContext;
  readonly committed: PairingChange[];
  readonly clock: { now: Date };
  readonly passSeconds: (seconds: number) => void;
  /** What the registry answers, undefined for nothing in time, and what it was asked. */
  readonly registry: { answer: NodesAt | undefined; readonly questions: AddressQuestion[] };
}

export interface FixedOptions {
  /** With the limits of DESIGN §4. */
  readonly isLimited?: boolean;
  readonly ipConflictPolicy?: Addresses['policy'];
}

export function fixedContext({
  isLimited = false,
  ipConflictPolicy = 'reject',
}: FixedOptions = {}): FixedContext {
  const committed: PairingChange[] = [];
  const clock = { now: START };
  let draws = 0;
  let ids = 0;
  const registry: FixedContext['registry'] = { answer: { devices: [], hostId: 'host' }, questions: [] };
  const now = (): Date => clock.now;
  const repository = new InMemoryPairingRepository(now);
  const limits = isLimited ? pairingLimits(readSettings({}), new InMemoryRateCounters(), now) : NO_LIMITS;
  const context: PairingContext = {
    batch: new CommandBatch(repository, (changes) => committed.push(...changes), limits.open),
    repository,
    // Its tests are the database's.
    chain: {
      read: () => Promise.resolve({ start: undefined, events: [] }),
      progress: () => Promise.resolve({ drawn: 0, chainedTo: 0 }),
      keys: () => Promise.resolve([]),
    },
    requests: new InMemoryDeviceRequests(),
    now,
    limits,
    addresses: {
      policy: ipConflictPolicy,
      ask: async (question) => {
        registry.questions.push(question);
        return registry.answer;
      },
    },
    newId: () => `id-${(ids += 1)}`,
    randomBytes: (size) => new Uint8Array(size).fill((draws += 1)),
    pinDigest: pinDigestKeyedBy('a secret of at least thirty-two characters'),
    previousPinDigests: [],
    codeDigests: [codeDigestKeyedBy('a secret of at least thirty-two characters')],
    ttlSeconds: 300,
    pinMaxAttempts: 5,
  };
  const passSeconds = (seconds: number): void => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000);
  };
  return { context, committed, clock, passSeconds, registry };
}

/** The value of a reply that must not be a refusal. */
export function valueOf<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw new Error(`refused: ${JSON.stringify(reply.error)}`);
}

/** The error of a reply that must be a refusal. */
export function errorOf(reply: Reply<unknown>): Extract<Reply<unknown>, { ok: false }>['error'] {
  if (!reply.ok) return reply.error;
  throw new Error('accepted, where a refusal was expected');
}

export const started = async (context: PairingContext): Promise<StartedPairing> =>
  valueOf(await startPairing(context, { ownerId: OWNER }));

export const connected = async (
  context: PairingContext,
  device: Parameters<typeof connectDevice>[1]['device'] = TABLET,
): Promise<ConnectedDevice & { readonly token: string }> => {
  const { token } = await started(context);
  return { token, ...valueOf(await connectDevice(context, { token, device, ip: '127.0.0.9' })) };
};

export const verified = async (
  context: PairingContext,
): Promise<ConnectedDevice & VerifiedPin & { readonly token: string }> => {
  const device = await connected(context);
  const { pairingId, pin } = device;
  return { ...device, ...valueOf(await verifyPin(context, { ownerId: OWNER, pairingId, pin })) };
};

export const otherPin = (pin: string): string => (pin === '111111' ? '222222' : '111111');

/** What the registry says of a verified pairing. */
export const registeredEvent = (
  { pairingId, nodeId, sessionId }: VerifiedPin,
  sequence = 5,
): DeviceRegisteredEvent => ({
  type: 'DeviceRegistered',
  pairingId,
  ownerId: OWNER,
  sequence,
  occurredAt: START,
  data: {
    node: {
      id: nodeId,
      name: TABLET.name,
      role: 'device',
      ip: '127.0.0.9',
      permissions: ['mesh:read'],
      createdAt: START,
      updatedAt: START,
    },
    peerTokenId: 'peer-token-1',
    sessionId,
  },
});

export const registrationFailedEvent = (
  pairingId: string,
  reason: RegistrationFailureReason,
): PairingFailedEvent => ({
  type: 'PairingFailed',
  pairingId,
  ownerId: OWNER,
  sequence: 5,
  occurredAt: START,
  data: { reason, stateAtFailure: 'PinVerified' },
});
