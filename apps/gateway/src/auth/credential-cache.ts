import type { Reply } from '@meshpair/contracts';
import { valueOf } from '../http/problem-exception.js';

const FRESH_MS = 5_000;
/** How long a yes still counts while the registry is away (docs/adr/0003). */
const OUTAGE_MS = 600_000;
/** More than the gateway has streams, whose credentials must not be forgotten. */
const MAX_ENTRIES = 4_096;

interface Entry<Answer> {
  readonly answer: Answer;
  readonly checkedAt: number;
}

/**
 * The registry's answers on credentials, by their SHA-256. A yes is kept for 5 s, and for ten minutes while the
 * registry does not answer; a no is never kept. The same question at the same time is asked once.
 */
export class CredentialCache<Answer> {
  private readonly entries = new Map<string, Entry<Answer>>();
  private readonly asked = new Map<string, Promise<Reply<Answer>>>();

  constructor(private readonly now: () => number = () => Date.now()) {}

  /** The answer on a credential, at most `maxAgeMs` old; a refusal is thrown as its problem. */
  async get(digest: string, ask: () => Promise<Reply<Answer>>, maxAgeMs = FRESH_MS): Promise<Answer> {
    const entry = this.entries.get(digest);
    const age = entry === undefined ? Infinity : this.now() - entry.checkedAt;
    if (entry !== undefined && age < maxAgeMs) return entry.answer;

    const reply = await this.askOnce(digest, ask);
    if (reply.ok) return reply.value;
    if (reply.error.code !== 'service_unavailable') this.entries.delete(digest);
    // What was forgotten in the meantime does not count any more.
    if (entry !== undefined && this.entries.has(digest) && age < OUTAGE_MS) return entry.answer;
    return valueOf(reply);
  }

  /** Asks anew next time. */
  delete(digest: string): void {
    this.entries.delete(digest);
    this.asked.delete(digest);
  }

  private async askOnce(digest: string, ask: () => Promise<Reply<Answer>>): Promise<Reply<Answer>> {
    const pending = this.asked.get(digest) ?? ask();
    this.asked.set(digest, pending);
    try {
      const reply = await pending;
      // An answer to a question from before `delete` says nothing any more.
      if (reply.ok && this.asked.get(digest) === pending) this.keep(digest, reply.value);
      return reply;
    } finally {
      if (this.asked.get(digest) === pending) this.asked.delete(digest);
    }
  }

  private keep(digest: string, answer: Answer): void {
    this.entries.delete(digest);
    this.entries.set(digest, { answer, checkedAt: this.now() });
    const [oldest] = this.entries.keys();
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }
}
