import {
  accepted,
  auditEventOf,
  CHAIN_START,
  type ChainPage,
  fitReply,
  type pairingCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { PairingContext } from '../pairing-context.js';

/** An owner's events in their hash chain, and how far the chain has come. */
export async function readChain(
  { chain }: Pick<PairingContext, 'chain'>,
  { ownerId, after, limit }: RequestOf<typeof pairingCommands.readChain>,
): Promise<Reply<ChainPage>> {
  // Asked first: what is said to be chained is in what is read.
  const { drawn, chainedTo } = await chain.progress();
  const { start = CHAIN_START, events } = await chain.read(ownerId, after, limit);
  const items = fitReply(
    events.map(({ index, hash, event, signedAt, signature }) => ({
      index,
      hash,
      event: event && auditEventOf(event),
      time: signedAt.toISOString(),
      ...(signature !== null && { signature }),
    })),
  );
  return accepted({ start, items, next: items.at(-1)?.index ?? null, recordedTo: drawn, chainedTo });
}
