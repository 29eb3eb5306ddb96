import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type CommandError, registryCommands } from '@meshpair/contracts';
import type { RefusedRequests, RefusedStrangers } from '@meshpair/domain';
import type { OwnedRequest } from '../auth/signed-in-owner.js';

/** A request, and the problem that it was answered with. */
export interface RefusedRequest extends FastifyRequest {
  refusal?: CommandError;
}

const { MAX_TOLD_REFUSALS } = registryCommands;

const NONE: RefusedStrangers = { unauthorized: 0, unknownCode: 0, tooMany: 0 };

/** Counts what this gateway refuses: owners by the limit that they reach, sign-ins by their key, and strangers. */
export class RefusalCounts {
  private readonly limits = new Map<string, RefusedRequests['limits'][number]>();
  private readonly signIns = new Map<string, number>();
  private strangers = NONE;

  watch(server: FastifyInstance): void {
    server.addHook('onResponse', (request: RefusedRequest & OwnedRequest, _reply, done) => {
      if (request.refusal !== undefined) this.count(request.refusal, request);
      done();
    });
  }

  /** A console was not signed in by this key. */
  signIn(keyId: string, refused = 1): void {
    if (this.signIns.has(keyId) || this.signIns.size < MAX_TOLD_REFUSALS)
      this.signIns.set(keyId, (this.signIns.get(keyId) ?? 0) + refused);
    else this.stranger('unauthorized', refused);
  }

  /** What was refused since the last call, or undefined. */
  take(): RefusedRequests | undefined {
    const isNone = this.limits.size + this.signIns.size === 0 && this.strangers === NONE;
    if (isNone) return undefined;
    const taken = {
      limits: [...this.limits.values()],
      signIns: [...this.signIns].map(([keyId, refused]) => ({ keyId, refused })),
      strangers: this.strangers,
    };
    this.limits.clear();
    this.signIns.clear();
    this.strangers = NONE;
    return taken;
  }

  /** Counts again what could not be told. */
  putBack({ limits, signIns, strangers }: RefusedRequests): void {
    for (const { ownerId, limit, refused } of limits) this.limit(ownerId, limit, refused);
    for (const { keyId, refused } of signIns) this.signIn(keyId, refused);
    for (const kind of ['unauthorized', 'unknownCode', 'tooMany'] as const)
      if (strangers[kind] > 0) this.stranger(kind, strangers[kind]);
  }

  private count({ code, detail }: CommandError, { owner, headers }: OwnedRequest): void {
    if (code === 'too_many_requests' && owner) this.limit(owner.ownerId, detail ?? 'Too many requests');
    else if (code === 'too_many_requests') this.stranger('tooMany');
    else if (code === 'token_not_found') this.stranger('unknownCode');
    // Who shows nothing, as a console that is not signed in yet, does not pretend to be anybody.
    else if (code === 'unauthorized' && headers.authorization !== undefined) this.stranger('unauthorized');
    else if (code === 'invalid_dpop_proof') this.stranger('unauthorized');
  }

  private limit(ownerId: string, limit: string, refused = 1): void {
    const key = `${ownerId} ${limit}`;
    const before = this.limits.get(key);
    if (before === undefined && this.limits.size >= MAX_TOLD_REFUSALS)
      return this.stranger('tooMany', refused);
    this.limits.set(key, { ownerId, limit, refused: refused + (before?.refused ?? 0) });
  }

  private stranger(kind: keyof RefusedStrangers, refused = 1): void {
    this.strangers = { ...this.strangers, [kind]: this.strangers[kind] + refused };
  }
}
