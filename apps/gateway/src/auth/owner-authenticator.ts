import { Injectable } from '@nestjs/common';
import { digestOf, type OwnerByKey, registryCommands, type Reply } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { problem } from '../http/problem-exception.js';
import { isOwnerKey } from './bearer.js';
import { CredentialCache } from './credential-cache.js';

/** Tells whose key it is. */
@Injectable()
export class OwnerAuthenticator {
  private readonly owners = new CredentialCache<OwnerByKey>();

  constructor(private readonly commands: CommandBus) {}

  /** The owner of a key; throws the problem `unauthorized`, or `service_unavailable`. */
  async authenticate(key: string, maxAgeMs?: number): Promise<OwnerByKey> {
    if (!isOwnerKey(key)) throw problem('unauthorized');
    const ask = (): Promise<Reply<OwnerByKey>> =>
      this.commands.send(registryCommands.authenticateOwner, { key });
    return this.owners.get(digestOf(key), ask, maxAgeMs);
  }
}
