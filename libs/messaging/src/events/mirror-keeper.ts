import { type JetStreamManager, jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  AUDIT_STREAM,
  auditorLogin,
  COPY_STATE_SUBJECT,
  type CopyState,
  EVENT_STREAM,
  EVENT_SUBJECTS,
} from '@meshpair/contracts';
import { connectWhenUp } from '../nats/connect-when-up.js';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { ConsumerLooks } from './consumer-looks.js';
import { ensureDurableConsumer } from './ensure-durable-consumer.js';
import { keptAs } from './ensure-event-stream.js';
import { unlessMissing } from './jetstream-config.js';
import { mirrorConfig, mirrorVerdict, type Origin, originOf } from './mirror-verdict.js';
import type { StreamKeeperOptions } from './stream-keeper.js';
import { ANSWER_MS, HURRIED_LOOK_MS, LOOK_MS, Upkeep } from './upkeep.js';

/** A copy that has not come nearer to its origin for this long does not do its work. JetStream tries again after 10 s by itself. */
const STALLED_MS = 20_000;

/** A busy auditor may take this long for one event before it is sent again. */
const ACK_WAIT_MS = 30_000;
const MAX_ACK_PENDING = 1_000;

export interface MirrorKeeperOptions extends StreamKeeperOptions {
  /** The keeper's login in the account of the copy; `natsUrl` is that in the account of the events. */
  readonly mirrorUrl: string;
  /**
   * The names of the auditors: where there is none, there is no copy. Undefined where nobody says who they are: then there is one,
   * and their consumers are left alone.
   */
  readonly auditors?: () => Promise<readonly string[]>;
  /** How long a copy may stand still before it counts as stalled. */
  readonly stalledAfterMs?: number;
  /** After how long an event that an auditor has not acknowledged is sent again. */
  readonly ackWaitMs?: number;
}

/**
 * Makes the copy of the events that auditors read, in their account, with the first of them, and a durable consumer for each, and
 * looks every second whether all is as it should be. A copy of a stream that is no more is made again: auditors then get every
 * event again. With the last auditor it goes: it costs as much memory and disk as the events themselves.
 */
export class MirrorKeeper {
  private readonly upkeep: Upkeep;
  private connections: readonly NatsConnection[] = [];
  private managers: { readonly origin: JetStreamManager; readonly copy: JetStreamManager } | undefined;
  private readonly consumerLooks = new ConsumerLooks();
  private progress = { lastSequence: -1, at: performance.now(), lag: 0 };

  constructor(private readonly options: MirrorKeeperOptions) {
    const { logger } = options;
    this.upkeep = new Upkeep({
      what: 'The copy of the events and its readers',
      look: (signal) => this.look(signal),
      logger,
    });
  }

  /** Begins. Nobody has to wait for it: the mesh works without auditors. */
  start(): void {
    this.upkeep.watch(0);
  }

  /** How the copy stood at the last look. */
  get state(): CopyState {
    const { at, lag } = this.progress;
    const { stalledAfterMs = STALLED_MS } = this.options;
    return { lag, isStalled: lag > 0 && performance.now() - at > stalledAfterMs };
  }

  /** What keeps auditors from the newest events; nothing while all is well. */
  get waitsFor(): readonly string[] {
    const isWell = this.managers !== undefined && this.upkeep.failure === undefined && !this.state.isStalled;
    return isWell ? [] : ['copy for auditors'];
  }

  async close(): Promise<void> {
    await this.upkeep.close();
    await this.disconnect();
  }

  private async look(signal: AbortSignal): Promise<number> {
    const { origin, copy } = (this.managers ??= await this.connect(signal));
    const found = await unlessMissing(copy.streams.info(AUDIT_STREAM));
    const events = await unlessMissing(origin.streams.info(EVENT_STREAM));
    // The keeper of the streams is about to make it.
    if (events === undefined) return HURRIED_LOOK_MS;
    const original = originOf(events);
    this.noteProgress(await this.keep(copy, found, original), original.lastSequence);
    this.connections[0]?.publish(COPY_STATE_SUBJECT, JSON.stringify(this.state));
    return this.progress.lag > 0 ? HURRIED_LOOK_MS : LOOK_MS;
  }

  /** Answers up to which event auditors have all; where there is none, nobody lacks one. */
  private async keep(copy: JetStreamManager, found: StreamInfo | undefined, origin: Origin): Promise<number> {
    const auditors = await this.options.auditors?.();
    if (auditors?.length === 0) {
      if (found) await this.removeCopy(copy);
      return origin.lastSequence;
    }
    await this.keepCopy(copy, found, origin);
    if (found && auditors) await this.keepConsumers(copy, found, auditors.map(auditorLogin));
    return found?.state.last_seq ?? 0;
  }

  private async connect(signal: AbortSignal): Promise<NonNullable<typeof this.managers>> {
    const { natsUrl, mirrorUrl } = this.options;
    const manager = async (url: string): Promise<JetStreamManager> => {
      const connection = await connectWhenUp(natsConnectionOptions(url, 'keeper'), signal);
      this.connections = [...this.connections, connection];
      return jetstreamManager(connection, { checkAPI: false, timeout: ANSWER_MS });
    };
    // Those of a try that one login was refused in.
    await this.disconnect();
    return { origin: await manager(natsUrl), copy: await manager(mirrorUrl) };
  }

  private async disconnect(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.close()));
    this.connections = [];
  }

  private async keepCopy(
    manager: JetStreamManager,
    found: StreamInfo | undefined,
    origin: Origin,
  ): Promise<void> {
    const { logger } = this.options;
    const wanted = mirrorConfig(keptAs(this.options), origin);
    const verdict = mirrorVerdict(found, origin, wanted);
    if (verdict === 'kept') return;
    if (verdict === 'changed') await manager.streams.update(AUDIT_STREAM, wanted);
    else {
      if (verdict === 'beyond repair') await manager.streams.delete(AUDIT_STREAM);
      await manager.streams.add(wanted);
    }
    const done = { missing: 'made', 'beyond repair': 'made again', changed: 'repaired' }[verdict];
    logger.log(`The copy of the events for auditors was ${done}`);
  }

  private async removeCopy(manager: JetStreamManager): Promise<void> {
    await manager.streams.delete(AUDIT_STREAM);
    this.options.logger.log('The copy of the events for auditors was removed: there is no auditor');
  }

  private async keepConsumers(
    manager: JetStreamManager,
    found: StreamInfo,
    wanted: readonly string[],
  ): Promise<void> {
    const { ackWaitMs = ACK_WAIT_MS } = this.options;
    if (!this.consumerLooks.areDue(found, wanted)) return;
    const kept = {
      stream: AUDIT_STREAM,
      filterSubject: EVENT_SUBJECTS,
      maxAckPending: MAX_ACK_PENDING,
      ackWaitMs,
    };
    for (const durable of wanted) {
      if (await ensureDurableConsumer(manager, { ...kept, durable }))
        this.options.logger.log(`The consumer ${durable} was made or repaired`);
    }
    for await (const { name } of manager.consumers.list(AUDIT_STREAM)) {
      if (wanted.includes(name)) continue;
      await manager.consumers.delete(AUDIT_STREAM, name);
      this.options.logger.log(`The consumer ${name} was removed`);
    }
    this.consumerLooks.done(found, wanted);
  }

  private noteProgress(copied: number, last: number): void {
    const lag = Math.max(0, last - copied);
    const isNearer = lag === 0 || copied !== this.progress.lastSequence;
    this.progress = { lastSequence: copied, at: isNearer ? performance.now() : this.progress.at, lag };
  }
}
