import { EVENT_CONSUMERS } from '@meshpair/contracts';
import type { PinVerifiedEvent } from '@meshpair/domain';
import { type DecideRegistration, type Registrations, RegistrationsFailed } from '@meshpair/persistence';
import { MicroBatch } from '@meshpair/service';
import { tellDeparture } from '../commands/tell-departure.js';

/** Requests that one transaction takes; more would hold an owner's lock for too long. */
const BATCH_ITEMS = 128;

/** For each owner: as many as the stream gives out before an acknowledgement. */
const MAX_WAITING = EVENT_CONSUMERS.registry.maxAckPending;

/** How one registration ended: set when it failed and must be tried again. */
interface Ending {
  /** The pairing was decided before. */
  readonly isRepeated?: boolean;
  readonly failure?: { readonly cause: unknown };
}

/** An owner's own line: a locked one holds up nobody else. */
interface Line {
  readonly batch: MicroBatch<PinVerifiedEvent, Ending>;
  waiting: number;
}

/** Registers verified devices: each owner's in order, those that arrive together in one call of the port. */
export class RegisterDevices {
  private readonly lines = new Map<string, Line>();

  constructor(
    private readonly registrations: Pick<Registrations, 'register'>,
    private readonly decide: DecideRegistration,
    private readonly onCommitted: () => void,
  ) {}

  /** Resolves when the registration, or the refusal, is committed; at once for a pairing that was seen before, as it tells. */
  async register(request: PinVerifiedEvent): Promise<{ readonly isRepeated: boolean }> {
    const { ownerId } = request;
    const line = this.lines.get(ownerId) ?? this.newLine();
    this.lines.set(ownerId, line);
    line.waiting += 1;
    try {
      const { failure, isRepeated = false } = await line.batch.add(request);
      if (failure) throw failure.cause;
      return { isRepeated };
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.lines.delete(ownerId);
    }
  }

  private newLine(): Line {
    const batch = new MicroBatch<PinVerifiedEvent, Ending>({
      run: (requests) => this.run(requests),
      maxItems: BATCH_ITEMS,
      concurrency: 1,
      maxWaiting: MAX_WAITING,
    });
    return { batch, waiting: 0 };
  }

  private async run(requests: readonly PinVerifiedEvent[]): Promise<readonly Ending[]> {
    const { outcomes, failures } = await this.decideAll(requests);
    if (outcomes.length > 0) this.onCommitted();
    for (const { decision } of outcomes) {
      if ('replaced' in decision && decision.replaced) tellDeparture('Replaced', decision.replaced);
    }
    const decided = new Set(outcomes.map(({ pairingId }) => pairingId));
    return requests.map(({ pairingId }) =>
      failures.has(pairingId)
        ? { failure: { cause: failures.get(pairingId) } }
        : { isRepeated: !decided.has(pairingId) },
    );
  }

  private async decideAll(
    requests: readonly PinVerifiedEvent[],
  ): Promise<Pick<RegistrationsFailed, 'outcomes' | 'failures'>> {
    try {
      return { outcomes: await this.registrations.register(requests, this.decide), failures: new Map() };
    } catch (error) {
      if (error instanceof RegistrationsFailed) return error;
      throw error;
    }
  }
}
