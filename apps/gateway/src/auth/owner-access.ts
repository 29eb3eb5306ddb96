import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { digestOf } from '@meshpair/contracts';
import { partsOfOwnerKey } from '@meshpair/domain';
import { consoleSessionOf } from '../console/console-cookie.js';
import { ConsoleSessions } from '../console/console-sessions.js';
import { problem } from '../http/problem-exception.js';
import { requireBearer } from './bearer.js';
import { OwnOrigin } from './own-origin.js';
import { OwnerAuthenticator } from './owner-authenticator.js';
import { requireRole } from './route-roles.js';
import { signedIn, type SignedInOwner } from './signed-in-owner.js';

/** Whether a request signs in by the console's cookie: an `Authorization` header comes first. */
export const comesByCookie = (request: FastifyRequest): boolean =>
  request.headers.authorization === undefined && consoleSessionOf(request) !== undefined;

/** An owner's key or console session. */
export interface OwnerCredential {
  readonly digest: string;
  /** The owner, by an answer at most `maxAgeMs` old; throws as `OwnerAccess`. */
  readonly authenticate: (maxAgeMs?: number) => Promise<SignedInOwner>;
}

/** Who the owner is, by the key as a bearer token or by the console's cookie, and whether its role is enough for the route. */
@Injectable()
export class OwnerAccess {
  constructor(
    private readonly owners: OwnerAuthenticator,
    private readonly sessions: ConsoleSessions,
    private readonly origin: OwnOrigin,
  ) {}

  /** Throws the problem `unauthorized`, `forbidden` (a change by cookie from elsewhere, the role) or `service_unavailable`. */
  async ownerOf(request: FastifyRequest): Promise<SignedInOwner> {
    return this.credentialOf(request).authenticate();
  }

  /** What signs a request in, to ask about again; throws the problem `unauthorized` or `forbidden`. */
  credentialOf(request: FastifyRequest): OwnerCredential {
    const { digest, authenticate } = this.signedInBy(request);
    return {
      digest,
      authenticate: async (maxAgeMs) => {
        const owner = await authenticate(maxAgeMs);
        requireRole(request, owner);
        return owner;
      },
    };
  }

  private signedInBy(request: FastifyRequest): OwnerCredential {
    if (request.headers.authorization !== undefined) {
      const key = requireBearer(request);
      const keyId = partsOfOwnerKey(key)?.keyId;
      return {
        digest: digestOf(key),
        authenticate: async (maxAgeMs) => signedIn(await this.owners.authenticate(key, maxAgeMs), keyId),
      };
    }
    const sessionId = consoleSessionOf(request);
    if (sessionId === undefined) throw problem('unauthorized');
    this.origin.requireForChange(request);
    return {
      digest: digestOf(sessionId),
      authenticate: (maxAgeMs) => this.sessions.authenticate(sessionId, maxAgeMs),
    };
  }
}
