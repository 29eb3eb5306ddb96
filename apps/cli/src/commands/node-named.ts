import { type Mesh, type Node, wholeList } from '@meshpair/client';
import { CommandFailure, EXIT } from '../exit-codes.js';
import { didYouMean } from '../output/near-misses.js';

/** The nodes that ids or names mean, each once. Throws a `CommandFailure` for one that means none, or several. */
export async function nodesNamed(mesh: Mesh, references: readonly string[]): Promise<readonly Node[]> {
  const nodes = await wholeList((query) => mesh.GET('/nodes', { params: { query } }));
  return [...new Set(references.map((reference) => nodeNamed(nodes, reference)))];
}

/** An id counts before a name, a name as it is written before one in other letters. */
export function nodeNamed(nodes: readonly Node[], reference: string): Node {
  const lower = reference.toLowerCase();
  const [matches = []] = [
    nodes.filter(({ id }) => id === reference),
    nodes.filter(({ name }) => name === reference),
    nodes.filter(({ name }) => name.toLowerCase() === lower),
  ].filter((found) => found.length > 0);
  const [node, ...others] = matches;
  if (node === undefined)
    throw new CommandFailure(
      `No node has the id or name ${reference}.${didYouMean(
        reference,
        nodes.flatMap(({ id, name }) => [name, id]),
      )}`,
      EXIT.refused,
      'not_found',
    );
  if (others.length > 0)
    throw new CommandFailure(
      `${matches.length} nodes are called ${reference}: give an id, ${matches
        .map(({ id, ip }) => `${id} (${ip})`)
        .join(' or ')}`,
      EXIT.refused,
      'ambiguous',
    );
  return node;
}
