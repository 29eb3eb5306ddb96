import type { Reply } from '@meshpair/contracts';
import type { MeshEvent, PairingEvent, PairingState } from '@meshpair/domain';
import type { PairingChange, PairingReference, StoredPairing } from '@meshpair/persistence';
import type { Decide, Decision } from './decision.js';

export interface PendingCommand {
  /** Undefined for a command that makes a new pairing. */
  readonly reference: PairingReference | undefined;
  readonly decide: Decide<unknown>;
}

/** How one command ended; an error is for this command only. */
export type Outcome =
  { readonly ok: true; readonly reply: Reply<unknown> } | { readonly ok: false; readonly error: unknown };

/** The commands of one batch on one pairing, decided one after another and saved as one change. */
export class PairingChain {
  readonly outcomes = new Map<PendingCommand, Outcome>();
  private state: PairingState | undefined;
  private changedState: PairingState | undefined;
  private readonly events: PairingEvent[] = [];
  private readonly attempts: MeshEvent[] = [];
  private eventsArePublished: boolean | undefined;

  constructor(
    private readonly stored: StoredPairing | undefined,
    private readonly now: Date,
  ) {
    this.state = stored?.state;
  }

  /** What to save; undefined when no command changed anything. */
  get change(): PairingChange | undefined {
    if (!this.changedState) return undefined;
    return {
      state: this.changedState,
      expectedVersion: this.stored?.version ?? 0,
      events: this.events,
      attempts: this.attempts,
      eventsArePublished: this.eventsArePublished ?? false,
    };
  }

  /** A command whose events cannot share a save with the ones before gets no outcome: it is for the next batch. */
  decide(command: PendingCommand): void {
    try {
      const decision = command.decide(this.state, this.now);
      if (this.accepts(decision)) this.outcomes.set(command, { ok: true, reply: decision.reply });
    } catch (error) {
      this.outcomes.set(command, { ok: false, error });
    }
  }

  /** The save was lost: the commands that got an answer get this error instead. */
  fail(error: unknown): void {
    for (const command of this.outcomes.keys()) this.outcomes.set(command, { ok: false, error });
  }

  /** Nothing was saved, as a limit says: the commands that got an answer get this one instead. */
  refuse(reply: Reply<never>): void {
    for (const command of this.outcomes.keys()) this.outcomes.set(command, { ok: true, reply });
  }

  private accepts({ transition, eventsArePublished = false }: Decision<unknown>): boolean {
    if (!transition) return true;
    if (transition.events.length > 0) {
      if (this.eventsArePublished !== undefined && this.eventsArePublished !== eventsArePublished)
        return false;
      this.eventsArePublished = eventsArePublished;
    }
    this.state = transition.state;
    this.changedState = transition.state;
    this.events.push(...transition.events);
    this.attempts.push(...(transition.attempts ?? []));
    return true;
  }
}
