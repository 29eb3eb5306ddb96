import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { PairingChanges, SERVICE_SETTINGS, type ServiceSettings } from '@meshpair/kernel';
import {
  CONSOLE_SESSIONS,
  type ConsoleSessions,
  CREDENTIALS,
  type Credentials,
  DatabaseClock,
  DEVICE_REQUESTS,
  type DeviceRequests,
  MESH_EVENTS,
  type MeshEventRows,
  PAIRING_REPOSITORY,
  type PairingRepository,
  RATE_COUNTERS,
  type RateCounters,
  REGISTRATIONS,
  type Registrations,
} from '@meshpair/persistence';
import type { Settings } from '@meshpair/settings';
import type { JobHandler } from '../jobs/job-handler.js';
import { expirePairings } from './expire-pairings.js';
import { asOnlyRun, type CleanupReport, type CleanupStep, inBatches, runSteps } from './run-steps.js';

/**
 * One whole cleanup: expires, purges and prunes. Never two at once, and safe to repeat: what is left when it is stopped
 * between two batches, the next one does.
 */
@Injectable()
export class CleanupRun implements JobHandler, OnModuleDestroy {
  private readonly logger = new Logger(CleanupRun.name);
  private readonly stopping = new AbortController();
  private readonly steps: readonly CleanupStep[];

  constructor(
    @Inject(SERVICE_SETTINGS) private readonly settings: ServiceSettings,
    @Inject(PAIRING_REPOSITORY) pairings: PairingRepository,
    @Inject(CREDENTIALS) credentials: Credentials,
    @Inject(CONSOLE_SESSIONS) consoles: ConsoleSessions,
    @Inject(REGISTRATIONS) registrations: Registrations,
    @Inject(MESH_EVENTS) meshEvents: MeshEventRows,
    @Inject(RATE_COUNTERS) counters: RateCounters,
    @Inject(DEVICE_REQUESTS) requests: DeviceRequests,
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
    changes: PairingChanges,
  ) {
    this.steps = [
      ...pairingSteps(settings, pairings, changes),
      eventsPruned(settings, pairings, meshEvents),
      ...registrySteps(settings, { credentials, consoles, registrations }),
      pruned('countersPruned', counters),
      pruned('requestsPruned', requests),
    ];
  }

  /** Rejects when a step failed, after the others are done. */
  async handle(): Promise<void> {
    const report = await asOnlyRun(this.settings.DATABASE_URL, (lost) =>
      runSteps(this.steps, this.clock.now(), AbortSignal.any([lost, this.stopping.signal])),
    );
    if (report === 'busy') this.logger.debug('another worker cleans up: this run is left to it');
    else this.tell(report);
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private tell({ counts, failures }: CleanupReport): void {
    this.logger.debug('cleanup done', counts);
    const cleaned = describeCleaned(counts);
    if (cleaned !== '') this.logger.log(`Cleaned up: ${cleaned}`, counts);
    for (const { step, cause } of failures) {
      this.logger.error(`${step} failed`, cause instanceof Error ? cause.stack : String(cause));
    }
    if (failures.length > 0) throw new Error(`failed steps: ${failures.map(({ step }) => step).join(', ')}`);
  }
}

/** Not the pairings that expired, each of which has its own line, and not counters and requests, which come and go all the time. */
const describeCleaned = ({
  pairingsPurged = 0,
  credentialsPruned = 0,
  eventsPruned = 0,
  registrationsPruned = 0,
}: CleanupReport['counts']): string =>
  [
    [pairingsPurged, 'ended pairings'],
    [credentialsPruned, 'ended tokens and sessions'],
    [eventsPruned, 'old events'],
    [registrationsPruned, 'old registrations'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');

function pairingSteps(
  settings: ServiceSettings,
  pairings: PairingRepository,
  changes: PairingChanges,
): readonly CleanupStep[] {
  const expiry = {
    repository: pairings,
    onSaved: (saved: Parameters<PairingChanges['committed']>[0]) => changes.committed(saved),
  };
  return [
    { name: 'pairingsExpired', run: (now, signal) => expirePairings(expiry, now, signal) },
    {
      name: 'pairingsPurged',
      run: (now, signal) =>
        inBatches((limit) => pairings.purge(cutoffsAt(now, settings).endedPairings, limit), signal),
    },
  ];
}

/** The audit trail's: those of pairings, and those of the mesh. */
const eventsPruned = (
  settings: ServiceSettings,
  pairings: PairingRepository,
  meshEvents: MeshEventRows,
): CleanupStep => ({
  name: 'eventsPruned',
  async run(now, signal) {
    const { events } = cutoffsAt(now, settings);
    const ofPairings = await inBatches((limit) => pairings.pruneEvents(events, limit), signal);
    return ofPairings + (await inBatches((limit) => meshEvents.prune(events, limit), signal));
  },
});

function registrySteps(
  settings: ServiceSettings,
  ports: {
    readonly credentials: Credentials;
    readonly consoles: ConsoleSessions;
    readonly registrations: Registrations;
  },
): readonly CleanupStep[] {
  const pruneEnded = async (before: Date, limit: number): Promise<number> => {
    const ofDevices = await ports.credentials.prune(before, limit);
    return ofDevices + (await ports.consoles.prune(before, limit - ofDevices));
  };
  return [
    {
      name: 'credentialsPruned',
      run: (now, signal) =>
        inBatches((limit) => pruneEnded(cutoffsAt(now, settings).endedCredentials, limit), signal),
    },
    {
      name: 'registrationsPruned',
      run: (now, signal) =>
        inBatches((limit) => ports.registrations.prune(cutoffsAt(now, settings).events, limit), signal),
    },
  ];
}

/** What ends by itself, and is of no use soon after. */
const pruned = (name: string, rows: Pick<RateCounters | DeviceRequests, 'prune'>): CleanupStep => ({
  name,
  run: (now, signal) => inBatches((limit) => rows.prune(now, limit), signal),
});

const SECOND_MS = 1000;
const DAY_MS = 86_400 * SECOND_MS;

/** Ended sessions and tokens stay this long, so that somebody who asks why a device fell out still finds them. */
const ENDED_CREDENTIALS_KEPT_DAYS = 7;

/** What was over before these times goes. */
interface Cutoffs {
  readonly endedPairings: Date;
  readonly endedCredentials: Date;
  readonly events: Date;
}

/** The cut-offs of one run. */
export const cutoffsAt = (
  now: Date,
  settings: Pick<Settings, 'PURGE_AFTER_SECONDS' | 'EVENT_RETENTION_DAYS'>,
): Cutoffs => ({
  endedPairings: before(now, settings.PURGE_AFTER_SECONDS * SECOND_MS),
  endedCredentials: before(now, ENDED_CREDENTIALS_KEPT_DAYS * DAY_MS),
  events: before(now, settings.EVENT_RETENTION_DAYS * DAY_MS),
});

const before = (now: Date, milliseconds: number): Date => new Date(now.getTime() - milliseconds);
