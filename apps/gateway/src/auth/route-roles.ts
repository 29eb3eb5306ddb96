import type { FastifyRequest } from 'fastify';
import { isEnough, type PersonRole } from '@meshpair/domain';
import { problem } from '../http/problem-exception.js';
import type { SignedInOwner } from './signed-in-owner.js';

/**
 * Which role an owner's routes take, where it is not the one of their method. What approvers do is all here; a person
 * looks after its own keys, passkeys, accounts and consoles, which the registry tells from those of others.
 */
const ROLES: Readonly<Record<string, PersonRole>> = {
  'POST /pairing/start': 'approver',
  'POST /pairing/take': 'approver',
  'POST /pairing/verify': 'approver',
  'POST /pairing/:id/approve': 'approver',
  'POST /pairing/:id/deny': 'approver',
  'DELETE /pairing/:id': 'approver',
  'POST /owner/keys': 'viewer',
  'DELETE /owner/keys/:id': 'viewer',
  'DELETE /owner/consoles/:id': 'viewer',
  'DELETE /owner/consoles': 'viewer',
  'POST /owner/passkeys/options': 'viewer',
  'POST /owner/passkeys': 'viewer',
  'DELETE /owner/passkeys/:id': 'viewer',
  'POST /owner/accounts/link': 'viewer',
  'DELETE /owner/accounts/:id': 'viewer',
  'POST /owner/touch/options': 'viewer',
  // These only read.
  'POST /graphql': 'viewer',
  'POST /tokens/introspect': 'viewer',
  // They tell who is let in, and what happens, to others.
  'GET /owner/people/invitations': 'owner',
  'GET /setup-keys': 'owner',
  'GET /owners': 'owner',
  'GET /audit/keys': 'owner',
  'GET /webhooks': 'owner',
  'GET /webhooks/:id': 'owner',
  'GET /webhooks/:id/deliveries': 'owner',
};

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** The role that a route takes: by default a viewer reads, and an owner does all else. */
export const roleFor = (method: string, route: string): PersonRole =>
  ROLES[`${method === 'HEAD' ? 'GET' : method} ${route}`] ?? (READS.has(method) ? 'viewer' : 'owner');

/** Throws the problem `forbidden`, which names the role that the route of the request takes. */
export function requireRole(
  { method, routeOptions }: Pick<FastifyRequest, 'method' | 'routeOptions'>,
  { role }: SignedInOwner,
): void {
  const needed = roleFor(method, routeOptions.url ?? '');
  if (!isEnough(role, needed))
    throw problem('forbidden', { detail: `This takes the role ${needed}; yours is ${role}` });
}
