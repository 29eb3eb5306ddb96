import { CommandBus, CommandBusModule, NatsModule, OUTAGE_CHECK } from '@meshpair/messaging';
import {
  DatabaseClock,
  PAIRING_REPOSITORY,
  PersistenceModule,
  RATE_COUNTERS,
  type PairingRepository,
  type RateCounters,
} from '@meshpair/persistence';
import { Readiness } from '@meshpair/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { addressesOf } from './address-question.js';
import { NO_LIMITS, pairingLimits, type PairingLimits } from './limits/pairing-limits.js';
import { isOutage } from './outage.js';
import { PairingChanges, PAIRING_SETTINGS } from './pairing-changes.js';
import { PAIRING_CONTEXT, type PairingContext } from './pairing-context.js';
import { PairingController } from './pairing.controller.js';
import type { PairingSettings } from './pairing-settings.js';
import { PairingUnit } from './pairing-unit.js';
import { RegistryEventsController } from './registry-events.controller.js';
import { pinDigestKeyedBy } from './secrets.js';

/** The pairing service: its commands, the registry's events that it follows, and its outbox. */
@Module({})
export class PairingModule {
  static forRoot(settings: PairingSettings, readiness: Readiness): DynamicModule {
    return {
      module: PairingModule,
      imports: [
        NatsModule.forRoot({ natsUrl: settings.NATS_URL, name: 'pairing' }),
        CommandBusModule.forRoot({ natsUrl: settings.NATS_URL, name: 'pairing questions' }),
        PersistenceModule.forPairing(settings.DATABASE_URL),
      ],
      controllers: [PairingController, RegistryEventsController],
      providers: [
        { provide: PAIRING_SETTINGS, useValue: settings },
        { provide: Readiness, useValue: readiness },
        { provide: OUTAGE_CHECK, useValue: isOutage },
        PairingChanges,
        {
          provide: PAIRING_CONTEXT,
          inject: [PAIRING_REPOSITORY, RATE_COUNTERS, DatabaseClock, PairingChanges, CommandBus],
          useFactory: (
            repository: PairingRepository,
            counters: RateCounters,
            clock: DatabaseClock,
            changes: PairingChanges,
            bus: CommandBus,
          ): PairingContext =>
            contextOf(settings, repository, limitsOf(settings, counters, clock), changes, bus),
        },
      ],
    };
  }
}

const limitsOf = (
  { RATE_LIMITS }: PairingSettings,
  counters: RateCounters,
  clock: DatabaseClock,
): PairingLimits => (RATE_LIMITS ? pairingLimits(counters, () => clock.now()) : NO_LIMITS);

/** The one place where the service's ids and randomness come from. */
const contextOf = (
  settings: PairingSettings,
  repository: PairingRepository,
  limits: PairingLimits,
  changes: PairingChanges,
  bus: CommandBus,
): PairingContext => ({
  unit: new PairingUnit(repository, (committed) => changes.committed(committed), limits.open),
  repository,
  limits,
  addresses: addressesOf(bus, settings.IP_CONFLICT_POLICY),
  newId: () => uuidv7(),
  randomBytes,
  pinDigest: pinDigestKeyedBy(settings.MESHPAIR_SECRET),
  previousPinDigests: settings.MESHPAIR_PREVIOUS_SECRETS.map(pinDigestKeyedBy),
  ttlSeconds: settings.PAIRING_TTL_SECONDS,
  pinMaxAttempts: settings.PIN_MAX_ATTEMPTS,
});
