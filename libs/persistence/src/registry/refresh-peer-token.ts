import type { Pool, PoolClient } from 'pg';
import { meshEvent } from '@meshpair/domain';
import { run } from '../statement.js';
import type { PeerTokenRefresh, RefreshOutcome } from './credentials.js';
import { recordMeshEvents } from './mesh-events.js';
import { underOwnerLock } from './owner-lock.js';
import * as statements from './refresh-statements.js';
import { UnknownOwner } from './registration-errors.js';

interface FamilyMember {
  readonly id: string;
  readonly familyId: string;
  readonly isRevoked: boolean;
  readonly isSuperseded: boolean;
}

const REFUSED: RefreshOutcome = { kind: 'refused' };

/** Puts a new peer token in the place of one, in one transaction under the owner's lock, as every change of a device. */
export async function refreshPeerToken(pool: Pool, request: PeerTokenRefresh): Promise<RefreshOutcome> {
  try {
    return await underOwnerLock(pool, request, async (client) =>
      request.tokenId === undefined
        ? rotate(client, request, await findOne(client, statements.FIND_CURRENT, device(request)))
        : presented(client, request, request.tokenId),
    );
  } catch (error) {
    if (error instanceof UnknownOwner) return REFUSED;
    throw error;
  }
}

const device = ({ ownerId, nodeId }: PeerTokenRefresh): readonly string[] => [ownerId, nodeId];

const findOne = async (
  client: PoolClient,
  statement: Parameters<typeof run>[1],
  values: readonly unknown[],
): Promise<FamilyMember | undefined> => (await run<FamilyMember>(client, statement, values))[0];

async function presented(
  client: PoolClient,
  request: PeerTokenRefresh,
  tokenId: string,
): Promise<RefreshOutcome> {
  const token = await findOne(client, statements.FIND_PRESENTED, [...device(request), tokenId]);
  if (!token || token.isRevoked) return REFUSED;
  if (!token.isSuperseded) return rotate(client, request, token);
  await run(client, statements.END_FAMILY, [...device(request), tokenId, token.familyId, request.now]);
  const { ownerId, nodeId, now } = request;
  const occasion = { ownerId, actor: { kind: 'mesh' }, now } as const;
  await recordMeshEvents(client, [
    meshEvent('PeerTokenReused', nodeId, occasion, { nodeId, peerTokenId: tokenId }),
  ]);
  return { kind: 'reused' };
}

/** Without a token to replace, its session begins a new family. */
async function rotate(
  client: PoolClient,
  request: PeerTokenRefresh,
  old: FamilyMember | undefined,
): Promise<RefreshOutcome> {
  const { ownerId, nodeId, sessionId, idleSeconds, now, issue } = request;
  const slide = [...device(request), sessionId ?? null, now, idleSeconds];
  const [session] = await run<{ id: string; createdAt: Date; keyThumbprint: string | null }>(
    client,
    statements.SLIDE_SESSION,
    slide,
  );
  if (!session) return REFUSED;
  if (old) await run(client, statements.SUPERSEDE, [old.id, now]);
  const values = [issue.id, old?.familyId ?? issue.id, ...device(request), now, issue.expiresAt];
  const [issued] = await run<{ permissions: string[] }>(client, statements.ISSUE_TOKEN, values);
  if (!issued) throw new Error('a live session has a node');
  const { permissions } = issued;
  const occasion = { ownerId, actor: { kind: 'device', id: nodeId }, now } as const;
  await recordMeshEvents(client, [
    meshEvent('PeerTokenRefreshed', nodeId, occasion, { nodeId, peerTokenId: issue.id }),
  ]);
  return { kind: 'refreshed', permissions, session, peerToken: { ...issue, issuedAt: now } };
}
