import { CHAIN_ATTRIBUTES, type ChainPage, checkpointOf } from '@meshpair/contracts';

/** So many events may stand between two checkpoints. */
const EVENTS_BETWEEN = 500;

const lineOf = (value: object): string => `${JSON.stringify(value)}\n`;

/**
 * The lines of a signed export, a chunk for each page: each event with its place in the chain, and signed checkpoints,
 * one of them last.
 */
export async function* signedLines(
  ownerid: string,
  first: ChainPage,
  read: (after: number) => Promise<ChainPage>,
): AsyncGenerator<string> {
  let previous = first.start.hash;
  let hasBegun = false;
  let unsigned = 0;
  let checkpoint: string | undefined;
  for (let page = first; ; page = await read(page.next)) {
    const lines: string[] = [];
    for (const { event, signature, time, ...head } of page.items) {
      if (event !== null) {
        const place = {
          [CHAIN_ATTRIBUTES.index]: head.index,
          [CHAIN_ATTRIBUTES.hash]: head.hash,
          ...(!hasBegun && { [CHAIN_ATTRIBUTES.previous]: previous }),
        };
        lines.push(lineOf({ ...event, ...place }));
        hasBegun = true;
        unsigned += 1;
      }
      previous = head.hash;
      if (signature === undefined) continue;
      checkpoint = lineOf(checkpointOf({ ...head, ownerid, time }, signature));
      if (unsigned < EVENTS_BETWEEN) continue;
      lines.push(checkpoint);
      [unsigned, checkpoint] = [0, undefined];
    }
    if (lines.length > 0) yield lines.join('');
    if (page.next === null) break;
  }
  if (checkpoint !== undefined) yield checkpoint;
}
