import type { Reply } from '@meshpair/contracts';
import { valueOf } from '../http/problem-exception.js';

const FRESH_MS = 5_000;
/** How long a yes still counts while the registry is away (docs/adr/0003). */
const OUTAGE_MS = 600_000;
/** More than the gateway has streams, whose credentials must not be forgotten. */
const MAX_KEPT = 4_096;

interface Kept<Answer> {
  readonly answer: Answer;
  readonly checkedAt: number;
}

/**
 * The registry's answers on credentials, by their SHA-256. A yes is kept for 5 s, and for ten minutes while the
 * registry does not answer; a no is never kept. The same question at the same time is asked once.
 */
export class KeptAnswers<Answer> {
  private readonly kept = new Map<string, Kept<Answer>>();
  private readonly asked = new Map<string, Promise<Reply<Answer>>>();

  constructor(private readonly now: () => number = () => Date.now()) {}

  /** The answer on a credential, at most `maxAgeMs` old; a refusal is thrown as its problem. */
  async answerOn(digest: string, ask: () => Promise<Reply<Answer>>, maxAgeMs = FRESH_MS): Promise<Answer> {
    const kept = this.kept.get(digest);
    const age = kept === undefined ? Infinity : this.now() - kept.checkedAt;
    if (kept !== undefined && age < maxAgeMs) return kept.answer;

    const reply = await this.askOnce(digest, ask);
    if (reply.ok) return reply.value;
    if (reply.error.code !== 'service_unavailable') this.kept.delete(digest);
    // What was forgotten in the meantime does not count any more.
    if (kept !== undefined && this.kept.has(digest) && age < OUTAGE_MS) return kept.answer;
    return valueOf(reply);
  }

  /** Asks anew next time. */
  forget(digest: string): void {
    this.kept.delete(digest);
    this.asked.delete(digest);
  }

  private async askOnce(digest: string, ask: () => Promise<Reply<Answer>>): Promise<Reply<Answer>> {
    const pending = this.asked.get(digest) ?? ask();
    this.asked.set(digest, pending);
    try {
      const reply = await pending;
      // An answer to a question from before `forget` says nothing any more.
      if (reply.ok && this.asked.get(digest) === pending) this.keep(digest, reply.value);
      return reply;
    } finally {
      if (this.asked.get(digest) === pending) this.asked.delete(digest);
    }
  }

  private keep(digest: string, answer: Answer): void {
    this.kept.delete(digest);
    this.kept.set(digest, { answer, checkedAt: this.now() });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}
