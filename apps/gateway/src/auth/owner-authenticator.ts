import { Injectable } from '@nestjs/common';
import { registryCommands, type Owner, type Reply } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { createHash } from 'node:crypto';
import { problem, valueOf } from '../http/problem-exception.js';
import { isOwnerKey } from './bearer.js';

const KEPT_MS = 5_000;
const MAX_KEPT = 1_000;

/** Tells whose key it is. The registry's yes is kept for 5 s by the key's SHA-256; a no is never kept. */
@Injectable()
export class OwnerAuthenticator {
  private readonly kept = new Map<string, { readonly owner: Owner; readonly until: number }>();
  private readonly asked = new Map<string, Promise<Reply<Owner>>>();

  constructor(private readonly commands: CommandBus) {}

  /** The owner of a key; throws the problem `unauthorized`, or `service_unavailable`. */
  async authenticate(key: string): Promise<Owner> {
    if (!isOwnerKey(key)) throw problem('unauthorized');
    const digest = createHash('sha256').update(key).digest('base64url');
    const kept = this.kept.get(digest);
    if (kept !== undefined && kept.until > Date.now()) return kept.owner;
    const owner = valueOf(await this.ask(digest, key));
    this.keep(digest, owner);
    return owner;
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
    this.kept.set(digest, { owner, until: Date.now() + KEPT_MS });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}
