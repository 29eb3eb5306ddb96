import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { EVENT_CONSUMERS, PAIRING_QUEUE } from '@meshpair/contracts';
import { PairingChanges, type ServiceDefinition, type ServiceSettings } from '@meshpair/kernel';
import { CommandBus, CommandBusModule } from '@meshpair/messaging';
import {
  AUDIT_CHAIN,
  type ChainReader,
  DatabaseClock,
  DEVICE_REQUESTS,
  type DeviceRequests,
  PAIRING_OUTBOX,
  PAIRING_REPOSITORY,
  type PairingRepository,
  PersistenceModule,
  RATE_COUNTERS,
  type RateCounters,
} from '@meshpair/persistence';
import { addressesOf } from './address-question.js';
import { CommandBatch } from './batch/command-batch.js';
import { PairingController } from './commands/pairing.controller.js';
import { RegistryEventsController } from './events/registry-events.controller.js';
import { NO_LIMITS, type PairingLimits, pairingLimits } from './limits/pairing-limits.js';
import { PAIRING_CONTEXT, type PairingContext } from './pairing-context.js';
import { codeDigestKeyedBy, pinDigestKeyedBy } from './secrets.js';

type PairingSettings = ServiceSettings<'MESHPAIR_SECRET'>;

/** The registry answers within a second; what takes this long may have been lost with the stream. */
const RECONCILE = { everyMs: 15_000, afterSeconds: 30 } as const;

/** The pairing service: its commands, the registry's events that it follows, and its outbox. */
export const pairingService: ServiceDefinition<'MESHPAIR_SECRET'> = {
  name: 'pairing',
  needs: ['MESHPAIR_SECRET'],
  listens: { queue: PAIRING_QUEUE, consumer: EVENT_CONSUMERS.pairing },
  outbox: {
    store: PAIRING_OUTBOX,
    source: '/meshpair/pairing',
    relay: { consumer: EVENT_CONSUMERS.pairing, reconcile: RECONCILE },
  },
  parts: (settings) => ({
    imports: [
      CommandBusModule.forRoot({ natsUrl: settings.NATS_URL, name: 'pairing questions' }),
      PersistenceModule.forPairing(settings.DATABASE_URL),
    ],
    controllers: [PairingController, RegistryEventsController],
    providers: [
      PairingChanges,
      {
        provide: PAIRING_CONTEXT,
        inject: [
          PAIRING_REPOSITORY,
          DEVICE_REQUESTS,
          AUDIT_CHAIN,
          RATE_COUNTERS,
          DatabaseClock,
          PairingChanges,
          CommandBus,
        ],
        useFactory: (
          repository: PairingRepository,
          requests: DeviceRequests,
          chain: ChainReader,
          counters: RateCounters,
          clock: DatabaseClock,
          changes: PairingChanges,
          bus: CommandBus,
        ): PairingContext =>
          contextOf(
            settings,
            { repository, requests, chain, now: () => clock.now() },
            limitsOf(settings, counters, clock),
            changes,
            bus,
          ),
      },
    ],
  }),
};

const limitsOf = (settings: PairingSettings, counters: RateCounters, clock: DatabaseClock): PairingLimits =>
  settings.RATE_LIMITS ? pairingLimits(settings, counters, () => clock.now()) : NO_LIMITS;

/** The one place where the service's ids and randomness come from. */
const contextOf = (
  settings: PairingSettings,
  stores: Pick<PairingContext, 'repository' | 'requests' | 'chain' | 'now'>,
  limits: PairingLimits,
  changes: PairingChanges,
  bus: CommandBus,
): PairingContext => ({
  ...stores,
  batch: new CommandBatch(stores.repository, (committed) => changes.committed(committed), limits.open),
  limits,
  addresses: addressesOf(bus, settings.IP_CONFLICT_POLICY),
  newId: () => uuidv7(),
  randomBytes,
  pinDigest: pinDigestKeyedBy(settings.MESHPAIR_SECRET),
  previousPinDigests: settings.MESHPAIR_PREVIOUS_SECRETS.map(pinDigestKeyedBy),
  codeDigests: [
    codeDigestKeyedBy(settings.MESHPAIR_SECRET),
    ...settings.MESHPAIR_PREVIOUS_SECRETS.map(codeDigestKeyedBy),
  ],
  ttlSeconds: settings.PAIRING_TTL_SECONDS,
  pinMaxAttempts: settings.PIN_MAX_ATTEMPTS,
});
