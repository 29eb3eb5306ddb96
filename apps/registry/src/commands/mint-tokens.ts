import {
  accepted,
  type ClaimedTokens,
  digestOf,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { ClaimableTokens, ClaimRequest } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { type MeshTokens, secondsOf, tokenTypeOf } from '../tokens/mesh-tokens.js';
import { nodeViewOf } from './node-view.js';

/**
 * The tokens of a registered pairing for whoever has its claim secret. Refuses with `not_registered_yet` where there is no
 * such registration, and with `already_claimed` after the session's first use, the claim window, or a claim by another key:
 * the first one binds the tokens to the key that was proven with it.
 */
export const claimTokens = (
  context: RegistryContext,
  { pairingId, claimSecret, provenKey }: RequestOf<typeof registryCommands.claimTokens>,
): Promise<Reply<ClaimedTokens>> =>
  mintFor(context, { pairingId, claimDigest: digestOf(claimSecret), keyThumbprint: provenKey });

/** As `claimTokens`, for a pairing whose claim secret was checked already. */
export const mintTokens = (
  context: RegistryContext,
  { ownerId, pairingId, provenKey }: RequestOf<typeof registryCommands.mintTokens>,
): Promise<Reply<ClaimedTokens>> => mintFor(context, { ownerId, pairingId, keyThumbprint: provenKey });

/** Minted from their rows: the same each time. */
async function mintFor(
  { claims, tokens, now }: RegistryContext,
  request: ClaimRequest,
): Promise<Reply<ClaimedTokens>> {
  const outcome = await claims.add(request);
  switch (outcome.kind) {
    case 'not_registered':
      return refused('not_registered_yet');
    case 'already_claimed':
      return refused('already_claimed');
    case 'claimed':
      return accepted(mint(tokens, outcome.ownerId, outcome.tokens, now()));
  }
}

/** The tokens of a session and its peer token. */
export function mint(
  tokens: MeshTokens,
  ownerId: string,
  { node, peerToken, session }: ClaimableTokens,
  now: Date,
): ClaimedTokens {
  const { keyThumbprint } = session;
  const holder = { ownerId, nodeId: node.id, permissions: node.permissions, keyThumbprint };
  return {
    node: nodeViewOf(node),
    sessionToken: tokens.mint('session', { ...holder, id: session.id, issuedAt: session.createdAt }),
    peerToken: tokens.mint('peer', { ...holder, ...peerToken }),
    tokenType: tokenTypeOf(keyThumbprint),
    expiresIn: Math.max(0, secondsOf(peerToken.expiresAt) - secondsOf(now)),
    permissions: node.permissions,
  };
}
