import { refused, type Reply } from '@meshpair/contracts';
import type { PairingState } from '@meshpair/domain';
import type {
  OpenLimit,
  PairingChange,
  PairingReference,
  PairingRepository,
  StoredPairing,
} from '@meshpair/persistence';
import { MicroBatch } from '@meshpair/service';
import { tooManyOpen } from '../limits/pairing-limits.js';
import type { Decide } from './decision.js';
import { type Outcome, PairingChain, type PendingCommand } from './pairing-chain.js';
import { RecentStates } from './recent-states.js';
import { saveChanges } from './save-changes.js';

/** How often a command is decided anew when other writers were faster. */
export const MAX_TRIES = 10;

/** Told of the changes after they are committed and before their commands are answered. */
export type OnCommitted = (changes: readonly PairingChange[]) => void;

/**
 * Runs commands: load, decide, save, reply. Commands that arrive together share one load and one save, and
 * those on the same pairing are decided one after another. A command whose save lost against another writer
 * is decided again on the fresh state; after `MAX_TRIES` it is refused with `conflict`.
 */
export class CommandBatch {
  private readonly batch: MicroBatch<PendingCommand, Outcome>;
  private readonly recent = new RecentStates();

  constructor(
    private readonly repository: PairingRepository,
    private readonly onCommitted: OnCommitted,
    private readonly openLimit: (now: Date) => OpenLimit | undefined = () => undefined,
  ) {
    this.batch = new MicroBatch({ run: (commands) => this.run(commands) });
  }

  /** The state that this process has committed last, if it still knows: it may be an old one. */
  remembered(reference: PairingReference): PairingState | undefined {
    return this.recent.get(reference);
  }

  /** Rejects when `decide` throws or the database is lost; every expected refusal is in the reply. `BatchFull` when too many wait. */
  async decide<Answer>(
    reference: PairingReference | undefined,
    decide: Decide<Answer>,
  ): Promise<Reply<Answer>> {
    const outcome = await this.batch.add({ reference, decide });
    if (outcome.ok) return outcome.reply as Reply<Answer>;
    throw outcome.error;
  }

  private async run(commands: readonly PendingCommand[]): Promise<readonly Outcome[]> {
    const outcomes = new Map<PendingCommand, Outcome>();
    for (let tries = 0; tries < MAX_TRIES && outcomes.size < commands.length; tries += 1) {
      const open = commands.filter((command) => !outcomes.has(command));
      for (const chain of await this.runOnce(open)) {
        for (const [command, outcome] of chain.outcomes) outcomes.set(command, outcome);
      }
    }
    return commands.map((command) => outcomes.get(command) ?? { ok: true, reply: refused('conflict') });
  }

  /** Loads, decides and saves once. Answers the chains that are settled. */
  private async runOnce(commands: readonly PendingCommand[]): Promise<readonly PairingChain[]> {
    const { stored, now } = await this.load(commands);
    const chains = chainsOf(commands, stored, now);
    const changes = chains.flatMap((chain) => chain.change ?? []);
    const limit = this.openLimit(now);
    const results = await saveChanges(this.repository, changes, limit);

    const committed = changes.filter(({ state }) => results.get(state.pairingId) === 'saved');
    for (const { state } of committed) this.recent.note(state);
    this.onCommitted(committed);
    return chains.filter((chain) => {
      const result = chain.change && results.get(chain.change.state.pairingId);
      if (typeof result === 'object' && 'error' in result) chain.fail(result.error);
      else if (typeof result === 'object' && limit) chain.refuse(tooManyOpen(result.fullUntil, limit));
      return result !== 'conflict';
    });
  }

  private async load(
    commands: readonly PendingCommand[],
  ): Promise<{ readonly stored: ReadonlyMap<string, StoredPairing>; readonly now: Date }> {
    const references = new Map(
      commands.flatMap(({ reference }) => (reference ? [[keyOf(reference), reference] as const] : [])),
    );
    const { pairings, now } = await this.repository.load([...references.values()]);
    const stored = [...references.keys()].flatMap((key, index) => {
      const found = pairings[index];
      return found ? [[key, found] as const] : [];
    });
    return { stored: new Map(stored), now };
  }
}

const keyOf = (reference: PairingReference): string =>
  'pairingId' in reference ? `id:${reference.pairingId}` : `token:${reference.tokenDigest}`;

/** One chain for each pairing that was found; a command that found none, or makes one, has its own. */
function chainsOf(
  commands: readonly PendingCommand[],
  loaded: ReadonlyMap<string, StoredPairing>,
  now: Date,
): readonly PairingChain[] {
  const chains = new Map<string | PendingCommand, PairingChain>();
  for (const command of commands) {
    const stored = command.reference && loaded.get(keyOf(command.reference));
    // Two that would make the same pairing are decided one after the other.
    const named =
      command.reference && 'pairingId' in command.reference ? command.reference.pairingId : command;
    const key = stored?.state.pairingId ?? named;
    const chain = chains.get(key) ?? new PairingChain(stored, now);
    chains.set(key, chain);
    chain.decide(command);
  }
  return [...chains.values()];
}
