import type { PinVerifiedEvent } from '@meshpair/domain';
import { RegistrationsFailed, type DecideRegistration, type RegistryStore } from '@meshpair/persistence';
import { MicroBatch } from '@meshpair/service';

/** Requests that one call of the store takes; more would hold an owner's lock for too long. */
const BATCH_ITEMS = 128;
const BATCHES_IN_FLIGHT = 2;
const MAX_WAITING = 4_096;

/** How one registration ended: set when it failed and must be tried again. */
interface Ending {
  readonly failure?: { readonly cause: unknown };
}

/** Registers verified devices, those that arrive together in one call of the store. */
export class RegisterDevices {
  private readonly batch: MicroBatch<PinVerifiedEvent, Ending>;

  constructor(
    private readonly store: Pick<RegistryStore, 'register'>,
    private readonly decide: DecideRegistration,
    private readonly onCommitted: () => void,
  ) {
    this.batch = new MicroBatch<PinVerifiedEvent, Ending>({
      run: (requests) => this.run(requests),
      maxItems: BATCH_ITEMS,
      concurrency: BATCHES_IN_FLIGHT,
      maxWaiting: MAX_WAITING,
    });
  }

  /** Resolves when the registration, or the refusal, is committed; at once for a pairing that was seen before. */
  async register(request: PinVerifiedEvent): Promise<void> {
    const { failure } = await this.batch.add(request);
    if (failure) throw failure.cause;
  }

  private async run(requests: readonly PinVerifiedEvent[]): Promise<readonly Ending[]> {
    const failures = await this.failuresOf(requests);
    return requests.map(({ pairingId }) =>
      failures.has(pairingId) ? { failure: { cause: failures.get(pairingId) } } : {},
    );
  }

  private async failuresOf(requests: readonly PinVerifiedEvent[]): Promise<ReadonlyMap<string, unknown>> {
    try {
      const outcomes = await this.store.register(requests, this.decide);
      if (outcomes.length > 0) this.onCommitted();
      return new Map();
    } catch (error) {
      if (!(error instanceof RegistrationsFailed)) throw error;
      if (error.outcomes.length > 0) this.onCommitted();
      return error.failures;
    }
  }
}
