import type { NodeView } from '@meshpair/contracts';
import { timeAgo } from '@meshpair/words';
import type { GatewayClient } from '../api/gateway-client.js';
import { wholeList } from '../api/whole-list.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { nodesNamed } from './node-named.js';

const nodePath = (id: string): string => `/nodes/${encodeURIComponent(id)}`;

const lastSeen = ({ lastSeenAt }: NodeView): string =>
  lastSeenAt === null ? 'never' : timeAgo(lastSeenAt, Date.now());

export async function listNodes(client: GatewayClient, printer: Printer): Promise<void> {
  printer.list(
    await wholeList<NodeView>(client, '/nodes'),
    {
      NAME: (node) => node.name,
      KIND: (node) => node.role,
      IP: (node) => node.ip,
      PLATFORM: (node) => node.platform ?? '',
      'LAST SEEN': (node) => (node.role === 'host' ? '' : lastSeen(node)),
      PERMISSIONS: (node) => node.permissions.join(' '),
      ID: (node) => node.id,
    },
    'No nodes yet. `meshpair pair` adds one.',
  );
}

export async function renameNode(
  client: GatewayClient,
  printer: Printer,
  reference: string,
  name: string,
): Promise<void> {
  for (const { id } of await nodesNamed(client, [reference])) {
    const node = await client.call<NodeView>('PATCH', nodePath(id), { json: { name } });
    printer.emit(node);
    printer.say(`${node.id} is now called ${node.name}.`);
  }
}

/** Removes nodes with all their tokens and sessions, once that is confirmed. */
export async function removeNodes(
  client: GatewayClient,
  printer: Printer,
  references: readonly string[],
  isConfirmed: boolean,
): Promise<void> {
  const nodes = await nodesNamed(client, references);
  const names = nodes.map((node) => node.name).join(', ');
  if (!isConfirmed && !(await printer.confirmed(`Remove ${names}? Their tokens end at once.`)))
    throw new CommandFailure(
      'Nothing was removed; --yes removes without asking',
      EXIT.usage,
      'not_confirmed',
    );
  for (const node of nodes) {
    await client.call('DELETE', nodePath(node.id));
    printer.emit({ removed: node.id });
    printer.say(`Removed ${node.name}.`);
  }
}
