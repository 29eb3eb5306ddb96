import { answerOf, type Mesh, type Node, wholeList } from '@meshpair/client';
import { timeAgo } from '@meshpair/words';
import { inEnglish } from '@meshpair/words/catalogues';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { nodesNamed } from './node-named.js';

const lastSeen = ({ lastSeenAt }: Node): string =>
  lastSeenAt === null ? 'never' : timeAgo(inEnglish, lastSeenAt, Date.now());

/** All of them, or those with a tag. */
export async function listNodes(mesh: Mesh, printer: Printer, tag?: string): Promise<void> {
  printer.list(
    await wholeList((query) => mesh.GET('/nodes', { params: { query: { ...query, tag } } })),
    {
      NAME: (node) => node.name,
      KIND: (node) => node.role,
      IP: (node) => node.ip,
      PLATFORM: (node) => node.platform ?? '',
      'LAST SEEN': (node) => (node.role === 'host' ? '' : lastSeen(node)),
      PERMISSIONS: (node) => node.permissions.join(' '),
      TAGS: (node) => node.tags.join(' '),
      ID: (node) => node.id,
    },
    tag === undefined ? 'No nodes yet. `meshpair pair` adds one.' : `No node has the tag ${tag}.`,
  );
}

/** Renames or tags a node, and says so. */
export async function changeNode(
  mesh: Mesh,
  printer: Printer,
  reference: string,
  change: { readonly name: string } | { readonly tags: readonly string[] },
): Promise<void> {
  for (const { id } of await nodesNamed(mesh, [reference])) {
    const body = 'tags' in change ? { tags: [...change.tags] } : change;
    const node = await answerOf(mesh.PATCH('/nodes/{id}', { params: { path: { id } }, body }));
    printer.emit(node);
    if ('name' in change) printer.say(`${node.id} is now called ${node.name}.`);
    else printer.say(`${node.name} now has ${tagsOf(node)}.`);
  }
}

const tagsOf = ({ tags }: Node): string =>
  tags.length === 0 ? 'no tags' : `the tag${tags.length === 1 ? '' : 's'} ${tags.join(', ')}`;

/** Removes nodes with all their tokens and sessions, once that is confirmed. */
export async function removeNodes(
  mesh: Mesh,
  printer: Printer,
  references: readonly string[],
  isConfirmed: boolean,
): Promise<void> {
  const nodes = await nodesNamed(mesh, references);
  const names = nodes.map((node) => node.name).join(', ');
  if (!isConfirmed && !(await printer.confirmed(`Remove ${names}? Their tokens end at once.`)))
    throw new CommandFailure(
      'Nothing was removed; --yes removes without asking',
      EXIT.usage,
      'not_confirmed',
    );
  for (const node of nodes) {
    await answerOf(mesh.DELETE('/nodes/{id}', { params: { path: { id: node.id } } }));
    printer.emit({ removed: node.id });
    printer.say(`Removed ${node.name}.`);
  }
}
