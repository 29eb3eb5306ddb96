import {
  accepted,
  type ClaimedTokens,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { ClaimableTokens } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { type MeshTokens, secondsOf } from '../tokens/mesh-tokens.js';
import { nodeViewOf } from './node-view.js';

/**
 * The tokens of a registered pairing, minted from their rows: the same each time. Refuses with `not_registered_yet`
 * before the registration, and with `already_claimed` after the session's first use or the claim window.
 */
export async function mintTokens(
  { claims, tokens, now }: RegistryContext,
  { ownerId, pairingId }: RequestOf<typeof registryCommands.mintTokens>,
): Promise<Reply<ClaimedTokens>> {
  const outcome = await claims.add({ ownerId, pairingId });
  switch (outcome.kind) {
    case 'not_registered':
      return refused('not_registered_yet');
    case 'already_claimed':
      return refused('already_claimed');
    case 'claimed':
      return accepted(await mint(tokens, ownerId, outcome.tokens, now()));
  }
}

async function mint(
  tokens: MeshTokens,
  ownerId: string,
  { node, peerToken, session }: ClaimableTokens,
  now: Date,
): Promise<ClaimedTokens> {
  const holder = { ownerId, nodeId: node.id, permissions: node.permissions };
  const [sessionToken, mintedPeerToken] = await Promise.all([
    tokens.mint('session', { ...holder, id: session.id, issuedAt: session.createdAt }),
    tokens.mint('peer', { ...holder, ...peerToken }),
  ]);
  return {
    node: nodeViewOf(node),
    sessionToken,
    peerToken: mintedPeerToken,
    tokenType: 'Bearer',
    expiresIn: Math.max(0, secondsOf(peerToken.expiresAt) - secondsOf(now)),
    permissions: node.permissions,
  };
}
