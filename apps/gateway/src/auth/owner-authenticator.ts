import { Injectable } from '@nestjs/common';
import { registryCommands, type Owner, type Reply } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { createHash } from 'node:crypto';
import { problem, valueOf } from '../http/problem-exception.js';
import { isOwnerKey } from './bearer.js';

const FRESH_MS = 5_000;
/** How long a yes still counts while the registry is away (docs/adr/0003). */
const OUTAGE_MS = 600_000;
const MAX_KEPT = 1_000;

interface KeptOwner {
  readonly owner: Owner;
  readonly checkedAt: number;
}

/**
 * Tells whose key it is. The registry's yes is kept by the key's SHA-256 for 5 s, and for ten minutes
 * while the registry does not answer; a no is never kept.
 */
@Injectable()
export class OwnerAuthenticator {
  private readonly kept = new Map<string, KeptOwner>();
  private readonly asked = new Map<string, Promise<Reply<Owner>>>();

  constructor(private readonly commands: CommandBus) {}

  /** The owner of a key; throws the problem `unauthorized`, or `service_unavailable`. */
  async authenticate(key: string): Promise<Owner> {
    if (!isOwnerKey(key)) throw problem('unauthorized');
    const digest = createHash('sha256').update(key).digest('base64url');
    const kept = this.kept.get(digest);
    const age = kept === undefined ? Infinity : Date.now() - kept.checkedAt;
    if (kept !== undefined && age < FRESH_MS) return kept.owner;

    const reply = await this.ask(digest, key);
    if (reply.ok) {
      this.keep(digest, reply.value);
    } else if (reply.error.code === 'service_unavailable') {
      if (kept !== undefined && age < OUTAGE_MS) return kept.owner;
    } else {
      this.kept.delete(digest);
    }
    return valueOf(reply);
  }

  private ask(digest: string, key: string): Promise<Reply<Owner>> {
    const pending = this.asked.get(digest);
    if (pending !== undefined) return pending;
    const asked = this.commands
      .send(registryCommands.authenticateOwner, { key })
      .finally(() => this.asked.delete(digest));
    this.asked.set(digest, asked);
    return asked;
  }

  private keep(digest: string, owner: Owner): void {
    this.kept.delete(digest);
    this.kept.set(digest, { owner, checkedAt: Date.now() });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}
