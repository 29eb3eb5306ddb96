import { EVENT_CONSUMERS } from '@meshpair/contracts';
import type { PairingEvent, PinVerifiedEvent } from '@meshpair/domain';
import { type DecideRegistration, type Registrations, RegistrationsFailed } from '@meshpair/persistence';
import { MicroBatch } from '@meshpair/service';
import { tellDeparture } from '../commands/tell-departure.js';

/** Requests that one transaction takes; more would hold an owner's lock for too long. */
const BATCH_ITEMS = 128;

/** For each owner: as many as the stream gives out before an acknowledgement. */
const MAX_WAITING = EVENT_CONSUMERS.registry.maxAckPending;

/** A verified device, and when the stream stored the event that says so. */
interface Request {
  readonly event: PinVerifiedEvent;
  readonly storedAt: Date;
}

/** Before any stream was made. */
const NEVER = new Date(0);

/** How one registration ended: set when it failed and must be tried again. */
interface Ending {
  /** The pairing was decided before. */
  readonly isRepeated?: boolean;
  readonly failure?: { readonly cause: unknown };
}

/** An owner's own line: a locked one holds up nobody else. */
interface Line {
  readonly batch: MicroBatch<Request, Ending>;
  waiting: number;
}

/** Registers verified devices: each owner's in order, those that arrive together in one call of the port. */
export class RegisterDevices {
  private readonly lines = new Map<string, Line>();

  constructor(
    private readonly registrations: Pick<Registrations, 'register'>,
    private readonly decide: DecideRegistration,
    /** Told of each outcome's event, and when the stream stored the event that it answers. */
    private readonly onCommitted: (event: PairingEvent, causedBy: Date) => void,
  ) {}

  /** Resolves when the registration, or the refusal, is committed; at once for a pairing that was seen before, as it tells. */
  async register(event: PinVerifiedEvent, storedAt: Date): Promise<{ readonly isRepeated: boolean }> {
    const { ownerId } = event;
    const line = this.lines.get(ownerId) ?? this.newLine();
    this.lines.set(ownerId, line);
    line.waiting += 1;
    try {
      const { failure, isRepeated = false } = await line.batch.add({ event, storedAt });
      if (failure) throw failure.cause;
      return { isRepeated };
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.lines.delete(ownerId);
    }
  }

  private newLine(): Line {
    const batch = new MicroBatch<Request, Ending>({
      run: (requests) => this.run(requests),
      maxItems: BATCH_ITEMS,
      maxWaiting: MAX_WAITING,
    });
    return { batch, waiting: 0 };
  }

  private async run(requests: readonly Request[]): Promise<readonly Ending[]> {
    const { outcomes, failures } = await this.decideAll(requests.map(({ event }) => event));
    const storedAt = new Map(requests.map((request) => [request.event.pairingId, request.storedAt]));
    for (const { pairingId, decision, event } of outcomes) {
      this.onCommitted(event, storedAt.get(pairingId) ?? NEVER);
      if ('replaced' in decision && decision.replaced) tellDeparture('Replaced', decision.replaced);
    }
    const decided = new Set(outcomes.map(({ pairingId }) => pairingId));
    return requests.map(({ event: { pairingId } }) =>
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
