import { Injectable } from '@nestjs/common';
import type { Owner } from '@meshpair/contracts';
import type { FastifyRequest } from 'fastify';
import { problem } from '../http/problem-exception.js';
import { requireBearer } from './bearer.js';
import { consoleSessionOf } from './console-cookie.js';
import { ConsoleSessions } from './console-sessions.js';
import { OwnerAuthenticator } from './owner-authenticator.js';
import { OwnOrigin } from './own-origin.js';

/** Whether a request signs in by the console's cookie: an `Authorization` header comes first. */
export const comesByCookie = (request: FastifyRequest): boolean =>
  request.headers.authorization === undefined && consoleSessionOf(request) !== undefined;

/** Who the owner is: by the key as a bearer token, or by the console's cookie. */
@Injectable()
export class OwnerAccess {
  constructor(
    private readonly owners: OwnerAuthenticator,
    private readonly sessions: ConsoleSessions,
    private readonly origin: OwnOrigin,
  ) {}

  /** Throws the problem `unauthorized`, `forbidden` (a change by cookie from elsewhere) or `service_unavailable`. */
  async ownerOf(request: FastifyRequest): Promise<Owner> {
    if (request.headers.authorization !== undefined) return this.owners.authenticate(requireBearer(request));
    const sessionId = consoleSessionOf(request);
    if (sessionId === undefined) throw problem('unauthorized');
    this.origin.requireForChange(request);
    return this.sessions.authenticate(sessionId);
  }
}
