import { PairingChanges, SERVICE_SETTINGS, type ServiceSettings } from '@meshpair/kernel';
import {
  DatabaseClock,
  PAIRING_REPOSITORY,
  RATE_COUNTERS,
  REGISTRY_STORE,
  type PairingRepository,
  type RateCounters,
  type RegistryStore,
} from '@meshpair/persistence';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { JobHandler } from '../jobs/job-handler.js';
import { expirePairings } from './expire-pairings.js';
import { inBatches } from './in-batches.js';
import { asOnlyRun } from './only-run.js';
import { cutoffsAt } from './retention.js';
import { runSteps, type CleanupReport, type CleanupStep } from './run-steps.js';

/** One whole cleanup: expires, purges and prunes. Never two at once, and safe to repeat. */
@Injectable()
export class CleanupRun implements JobHandler {
  private readonly logger = new Logger(CleanupRun.name);
  private readonly steps: readonly CleanupStep[];

  constructor(
    @Inject(SERVICE_SETTINGS) private readonly settings: ServiceSettings,
    @Inject(PAIRING_REPOSITORY) pairings: PairingRepository,
    @Inject(REGISTRY_STORE) registry: RegistryStore,
    @Inject(RATE_COUNTERS) counters: RateCounters,
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
    changes: PairingChanges,
  ) {
    this.steps = [...stepsOf(settings, pairings, registry, changes), countersPruned(counters)];
  }

  /** Rejects when a step failed, after the others are done. */
  async handle(): Promise<void> {
    const report = await asOnlyRun(this.settings.DATABASE_URL, (signal) =>
      runSteps(this.steps, this.clock.now(), signal),
    );
    if (report === 'busy') this.logger.debug('another worker cleans up: this run is left to it');
    else this.tell(report);
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

/** Not the pairings that expired, each of which has its own line, and not the counters, which come and go all the time. */
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

function stepsOf(
  settings: ServiceSettings,
  pairings: PairingRepository,
  registry: RegistryStore,
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
    {
      name: 'credentialsPruned',
      run: (now, signal) =>
        inBatches((limit) => registry.pruneEnded(cutoffsAt(now, settings).endedCredentials, limit), signal),
    },
    {
      name: 'eventsPruned',
      run: (now, signal) =>
        inBatches((limit) => pairings.pruneEvents(cutoffsAt(now, settings).events, limit), signal),
    },
    {
      name: 'registrationsPruned',
      run: (now, signal) =>
        inBatches((limit) => registry.pruneRegistrations(cutoffsAt(now, settings).events, limit), signal),
    },
  ];
}

const countersPruned = (counters: RateCounters): CleanupStep => ({
  name: 'countersPruned',
  run: (now, signal) => inBatches((limit) => counters.prune(now, limit), signal),
});
