import { backOffMs, followPeers, MeshError, pause } from '@meshpair/client';
import { writePrivateText } from '../api/private-file.js';
import type { Printer } from '../output/printer.js';
import type { Question } from './control-socket.js';
import { type Device, isEnd, nodeRemoved } from './device.js';
import { type Facts, LONGEST_BACK_OFF_MS, nextStep, type Task } from './next-step.js';

export interface AgentOptions {
  /** The file for wg-quick that is kept current. */
  readonly wgFile?: string | undefined;
}

/** Keeps a device in its mesh: does what `nextStep` says, one thing after the other, until it is told to stop. */
export class Agent {
  private heardAt: number | undefined;
  private peers: Facts['peers'];
  private outage: { readonly failures: number; readonly retryAt: number } | undefined;
  private written: string | undefined;
  private leaving: Promise<void> | undefined;
  private woken = new AbortController();

  constructor(
    private readonly device: Device,
    private readonly printer: Pick<Printer, 'emit' | 'say'>,
    private readonly options: AgentOptions,
  ) {
    this.peers = options.wgFile === undefined ? undefined : { listedAt: undefined, mayHaveChanged: true };
  }

  /** Throws a `CommandFailure` once the device is no node of the mesh any more. */
  async run(interrupted: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const stop = AbortSignal.any([interrupted, ended.signal]);
    const following = this.follow(stop);
    stop.addEventListener('abort', () => this.wake(), { once: true });
    try {
      while (!stop.aborted && !(await this.hasLeft())) await this.step();
    } finally {
      ended.abort();
      await following;
    }
  }

  /** Answers another `meshpair` of the device's user. */
  async answer(question: Question): Promise<string> {
    switch (question) {
      case 'token':
        return this.device.session.peerToken();
      case 'wg':
        if (!this.device.isReported) await this.device.report();
        return this.device.wgQuickFile();
      case 'leave':
        this.leaving ??= this.device.leave();
        this.wake();
        await this.leaving;
        await this.keepFile(this.device.wgQuickFileFor([]));
        return '';
    }
  }

  /** A device that could not leave goes on. */
  private async hasLeft(): Promise<boolean> {
    const hasLeft = await this.leaving?.then(
      () => true,
      () => false,
    );
    if (hasLeft === false) this.leaving = undefined;
    return hasLeft ?? false;
  }

  private async step(): Promise<void> {
    const step = nextStep(this.facts, Date.now());
    if (step.kind === 'wait') return this.wait(step.ms);
    try {
      await this.do(step.task);
      if (this.outage) this.tell('online', 'The gateway is there again.');
      this.outage = undefined;
    } catch (error) {
      if (this.leaving) return;
      if (isEnd(error)) {
        // Out of the mesh there are no peers.
        await this.keepFile(this.device.wgQuickFileFor([]));
        throw nodeRemoved(this.device.session.tokens.node.name);
      }
      if (!(error instanceof MeshError)) throw error;
      this.waitFor(error);
    }
  }

  private get facts(): Facts {
    const { tokens } = this.device.session;
    const { heardAt, peers, outage } = this;
    return { tokens, heardAt, isReported: this.device.isReported, peers, retryAt: outage?.retryAt };
  }

  private async do(task: Task): Promise<void> {
    switch (task) {
      case 'renew': {
        const { peerTokenExpiresAt } = await this.device.session.renew();
        return this.tell('renewed', `The peer token is renewed, until ${peerTokenExpiresAt}.`);
      }
      case 'report':
        await this.device.report();
        return this.peersMayHaveChanged();
      case 'heartbeat':
        await this.device.heartbeat();
        this.heardAt = Date.now();
        return;
      case 'list-peers':
        this.peers = { listedAt: Date.now(), mayHaveChanged: false };
        await this.keepFile(await this.device.wgQuickFile());
    }
  }

  /** A gateway that refuses what an agent asks may do so for a while, too: nobody is there to start it again. */
  private waitFor({ message, retryAfterSeconds = 0 }: MeshError): void {
    const failures = this.outage?.failures ?? 0;
    const ms = Math.max(backOffMs(failures, Math.random()), retryAfterSeconds * 1000);
    if (!this.outage) this.tell('offline', `${message}. Trying again until it works.`);
    this.outage = { failures: failures + 1, retryAt: Date.now() + Math.min(ms, LONGEST_BACK_OFF_MS) };
    this.peersMayHaveChanged();
  }

  private peersMayHaveChanged(): void {
    if (this.peers) this.peers = { ...this.peers, mayHaveChanged: true };
  }

  private async keepFile(text: string): Promise<void> {
    const { wgFile } = this.options;
    if (wgFile === undefined || text === this.written) return;
    await writePrivateText(wgFile, text);
    this.written = text;
    this.tell('written', `${wgFile} is written.`);
  }

  /** Hears that peers may have changed, and that the session has ended: the next heartbeat is told so too, and when. */
  private async follow(signal: AbortSignal): Promise<void> {
    try {
      const messages = followPeers(this.device.session.mesh, { signal });
      while (!(await messages.next()).done) {
        this.peersMayHaveChanged();
        this.wake();
      }
    } catch {
      this.heardAt = undefined;
      this.wake();
    }
  }

  private async wait(ms: number): Promise<void> {
    await pause(ms, this.woken.signal);
    this.woken = new AbortController();
  }

  private wake(): void {
    this.woken.abort();
  }

  private tell(state: string, sentence: string): void {
    this.printer.emit({ state });
    this.printer.say(sentence);
  }
}
