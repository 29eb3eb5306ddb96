import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Call, Caller } from './call.js';
import type { LoadClock } from './clock.js';
import type { Ledger } from './ledger.js';

/** A gateway, and whether it was there all the time. */
export interface GatewayInSight {
  readonly url: string;
  wasUp(from: number, to: number): boolean;
}

export type Answered = Extract<Answer, { kind: 'answer' }>;

export const DEADLINE_MS = 15_000;

/** A gateway may be half-way through its death, or just up, when the clocks of both sides are compared. */
const SLACK_MS = 500;

const PAUSE_AFTER_LOSS_MS = 200;

/** Calls the gateways as a well-behaved client does: on a 503 or a lost connection it tries again, at the next one. */
export class RetryingClient {
  private turn = Math.floor(Math.random() * 1000);

  constructor(
    private readonly gateways: readonly GatewayInSight[],
    private readonly ledger: Ledger,
    private readonly clock: LoadClock,
    /** Aborts when the run is over. */
    private readonly over: AbortSignal,
  ) {}

  /** Repeats the call until it is answered by anything but 503; without an answer when the run is over first. */
  async insist(caller: Caller, step: string, call: Call, pairingId?: string): Promise<Answered | undefined> {
    for (;;) {
      const answer = await this.once(caller, step, call, pairingId);
      if (answer !== undefined && answer.status !== 503) return answer;
      if (this.over.aborted) return undefined;
      await this.pauseAfter(answer);
    }
  }

  /** One try; undefined when the connection was lost. */
  async once(caller: Caller, step: string, call: Call, pairingId?: string): Promise<Answered | undefined> {
    const gateway = this.gateways[(this.turn += 1) % this.gateways.length];
    if (gateway === undefined) throw new Error('no gateway');
    const startedAt = Date.now();
    const answer = await caller.call(gateway.url, { ...call, date: this.clock.now() }, DEADLINE_MS);
    this.judge(answer, step, gateway, startedAt, pairingId);
    return answer.kind === 'answer' ? answer : undefined;
  }

  private async pauseAfter(answer: Answered | undefined): Promise<void> {
    const seconds = Number(answer?.headers['retry-after'] ?? 0);
    await delay(seconds * 1000 || PAUSE_AFTER_LOSS_MS, undefined, { signal: this.over }).catch(
      () => undefined,
    );
  }

  private judge(
    answer: Answer,
    step: string,
    gateway: GatewayInSight,
    startedAt: number,
    pairingId: string | undefined,
  ): void {
    const now = Date.now();
    const { ledger } = this;
    const wasUp = gateway.wasUp(startedAt - SLACK_MS, now + SLACK_MS);
    ledger.requests += 1;
    if (wasUp) ledger.longestMs = Math.max(ledger.longestMs, now - startedAt);
    if (answer.kind !== 'answer') {
      ledger.count(answer.kind);
      if (!wasUp) ledger.excused += 1;
      const what = answer.kind === 'hung' ? 'no answer within the deadline' : `lost: ${answer.reason}`;
      if (wasUp) ledger.badAnswers.push({ step, pairingId, what });
      return;
    }
    const code = typeof answer.body['code'] === 'string' ? ` ${answer.body['code']}` : '';
    ledger.count(`${answer.status}${code}`);
    const what = faultOf(answer);
    if (what !== undefined) ledger.badAnswers.push({ step, pairingId, what });
  }
}

/** What is wrong with an answer by itself: it is a success, a problem, or a 503 with `Retry-After`. */
function faultOf({ status, headers, body }: Answered): string | undefined {
  if (status === 503) {
    return headers['retry-after'] === undefined ? '503 without Retry-After' : undefined;
  }
  if (status >= 500) return `${status} ${JSON.stringify(body)}`;
  if (status < 300) return undefined;
  return typeof body['code'] === 'string' ? undefined : `${status} that is no problem document`;
}
