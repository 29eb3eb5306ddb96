import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireBearer } from '../auth/bearer.js';
import type { OwnerAuthenticator } from '../auth/owner-authenticator.js';

const owners = new WeakMap<FastifyRequest, string>();

/** The owner whom `guardGraphql` let in. */
export function ownerOfGraphql(request: FastifyRequest): string {
  const ownerId = owners.get(request);
  if (ownerId === undefined) throw new Error('GraphQL was reached without authentication');
  return ownerId;
}

/**
 * Lets only owners reach `/graphql`. A hook on the route, not a guard on the resolver: the refusal is a 401 problem
 * before the query is looked at. Takes effect on routes that are added after it.
 */
export function guardGraphql(server: FastifyInstance, authenticator: () => OwnerAuthenticator): void {
  server.addHook('onRoute', (route) => {
    if (route.url !== '/graphql') return;
    route.onRequest = async (request) => {
      owners.set(request, (await authenticator().authenticate(requireBearer(request))).ownerId);
    };
  });
}
