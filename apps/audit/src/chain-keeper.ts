import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import { type AuditChain, type ChainUp, isDatabaseUnavailable, isOvertaken } from '@meshpair/persistence';
import type { CheckpointSigner } from './checkpoint-signer.js';
import { extendChains } from './extend-chains.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Between two looks for new events. */
const PACE_MS = 1_000;

/** How long rounds may fail before the service calls itself not ready. */
const PATIENCE_MS = 30_000;

export interface ChainKeeperOptions {
  readonly chain: AuditChain;
  readonly signer: CheckpointSigner;
  readonly retentionDays: number;
  /** The database's time. */
  readonly now: () => Promise<Date>;
  readonly logger: Pick<LoggerService, 'warn' | 'debug'>;
}

/** Chains what happens, a second after it happened, and sees to it that no head's signature is older than an hour. */
export class ChainKeeper {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private lastSuccess = performance.now();
  private nextUpkeep = 0;
  private isInTrouble = false;

  constructor(private readonly options: ChainKeeperOptions) {}

  async start(): Promise<void> {
    const { chain, signer } = this.options;
    await chain.publishKey(signer.publicJwk.kid, signer.publicJwk);
    this.running = this.run();
  }

  /** What keeps the chain from growing. */
  get waitsFor(): readonly string[] {
    return performance.now() - this.lastSuccess > PATIENCE_MS ? ['chain'] : [];
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const hasMore = await this.round();
      if (!hasMore) await delay(PACE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async round(): Promise<boolean> {
    const { chain, logger } = this.options;
    try {
      const { chained, hasMore } = await chain.extend(this.chainUp);
      if (chained > 0) logger.debug?.(`chained ${chained} events`);
      await this.upkeep();
      this.lastSuccess = performance.now();
      this.isInTrouble = false;
      return hasMore;
    } catch (error) {
      if (isOvertaken(error)) logger.debug?.('another replica was faster');
      else this.tell(error);
      return false;
    }
  }

  /** Once, however long it lasts. */
  private tell(error: unknown): void {
    if (this.isInTrouble) return;
    this.isInTrouble = true;
    this.options.logger.warn(
      isDatabaseUnavailable(error) ? `the database is away: ${(error as Error).message}` : error,
    );
  }

  private readonly chainUp: ChainUp = async (events, heads) => {
    const { signer, now } = this.options;
    const signedAt = await now();
    return Promise.all(
      extendChains(events, heads).map(async ({ head, ...segment }) => ({
        ...segment,
        signedAt,
        signature: await signer.sign({ ownerId: segment.ownerId, ...head }, signedAt),
      })),
    );
  };

  /** Once in a while: half an hour leaves the other half for what goes wrong. */
  private async upkeep(): Promise<void> {
    if (performance.now() < this.nextUpkeep) return;
    const { chain, signer, retentionDays, now } = this.options;
    const at = (await now()).getTime();
    await chain.signAgain(new Date(at - HOUR_MS / 2), (head, signedAt) => signer.sign(head, signedAt));
    // A day longer than the events: what is left of them keeps its place.
    await chain.prune(new Date(at - (retentionDays + 1) * DAY_MS));
    this.nextUpkeep = performance.now() + HOUR_MS / 4;
  }
}
