import type { NodeView, Page } from '@meshpair/contracts';
import type { GatewayClient } from '../api/gateway-client.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import { confirmed } from '../output/ask.js';
import { ago, plain, type Printer } from '../output/printer.js';

const nodePath = (id: string): string => `/nodes/${encodeURIComponent(id)}`;

/** Every page of a list. */
export async function wholeList<Item>(client: GatewayClient, path: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after = '';
  do {
    const page: Page<Item> = await client.call(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}limit=500${after}`,
    );
    items.push(...page.items);
    after = page.nextCursor === null ? '' : `&after=${page.nextCursor}`;
  } while (after !== '');
  return items;
}

export async function listNodes(client: GatewayClient, printer: Printer): Promise<void> {
  printer.list(
    await wholeList<NodeView>(client, '/nodes'),
    {
      NAME: (node) => node.name,
      KIND: (node) => node.role,
      IP: (node) => node.ip,
      PLATFORM: (node) => node.platform ?? '',
      'LAST SEEN': (node) => (node.role === 'host' ? '' : ago(node.lastSeenAt)),
      PERMISSIONS: (node) => node.permissions.join(' '),
      ID: (node) => node.id,
    },
    'No nodes yet. `meshpair pair` adds one.',
  );
}

export async function renameNode(
  client: GatewayClient,
  printer: Printer,
  id: string,
  name: string,
): Promise<void> {
  const node = await client.call<NodeView>('PATCH', nodePath(id), { json: { name } });
  printer.emit(node);
  printer.say(`${node.id} is now called ${plain(node.name)}.`);
}

/** Removes nodes with all their tokens and sessions, once that is confirmed. */
export async function removeNodes(
  client: GatewayClient,
  printer: Printer,
  ids: readonly string[],
  isConfirmed: boolean,
): Promise<void> {
  const nodes = await Promise.all(ids.map((id) => client.call<NodeView>('GET', nodePath(id))));
  const names = nodes.map((node) => plain(node.name)).join(', ');
  if (!isConfirmed && !(await confirmed(`Remove ${names}? Their tokens end at once.`)))
    throw new CommandFailure(
      'Nothing was removed; --yes removes without asking',
      EXIT.usage,
      'not_confirmed',
    );
  for (const node of nodes) {
    await client.call('DELETE', nodePath(node.id));
    printer.emit({ removed: node.id });
    printer.say(`Removed ${plain(node.name)}.`);
  }
}
