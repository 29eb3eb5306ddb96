import { type NodeView, OwnerKey, type PairingView } from '@meshpair/contracts';
import { type ConnectionOptions, gatewayUrl, knownOwnerKey } from '../api/connection.js';
import { GatewayClient } from '../api/gateway-client.js';
import { wholeList } from '../api/whole-list.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { VERSION } from '../version.js';

interface Session {
  readonly owner: { readonly ownerId: string; readonly name: string };
  readonly mesh: { readonly name: string };
  readonly version: string;
}

interface OwnersMesh {
  readonly owner: Session['owner'];
  readonly mesh: { readonly name: string; readonly version: string };
  readonly nodes: number;
  readonly openPairings: number;
}

/** Says which mesh this is, whether it is ready, who is signed in, and how much there is. */
export async function status(printer: Printer, options: ConnectionOptions): Promise<void> {
  const url = await gatewayUrl(options);
  const key = await knownOwnerKey();
  const client = new GatewayClient(url, key, options.ca);
  const notReady = await failureOf(client.call('GET', '/health/ready'));
  const signedIn = await valueOf(meshOf(client, key));
  const [mesh, refusal] = signedIn instanceof CommandFailure ? [undefined, signedIn] : [signedIn, undefined];
  printer.emit({
    url,
    ready: notReady === undefined,
    notReady: notReady?.problem,
    version: VERSION,
    refusal: refusal?.problem,
    ...mesh,
  });
  printer.say(`Gateway   ${url}`);
  printer.say(`Ready     ${notReady === undefined ? 'yes' : 'no'}`);
  printer.say(`Program   ${VERSION}`);
  if (mesh) sayMesh(printer, mesh);
  const failure = notReady ?? refusal;
  if (failure) throw failure;
}

function sayMesh(printer: Printer, { owner, mesh, nodes, openPairings }: OwnersMesh): void {
  printer.say(`Mesh      ${mesh.name}, version ${mesh.version}`);
  printer.say(`Owner     ${owner.name} (${owner.ownerId})`);
  printer.say(`Nodes     ${nodes}`);
  printer.say(`Pairings  ${openPairings} open`);
}

async function meshOf(client: GatewayClient, key: string | undefined): Promise<OwnersMesh> {
  if (key === undefined || !OwnerKey.safeParse(key).success)
    throw new CommandFailure('not signed in: run `meshpair login`', EXIT.unauthorized, 'no_owner_key');
  const { owner, mesh, version } = await client.call<Session>('GET', '/console/session');
  const nodes = await wholeList<NodeView>(client, '/nodes');
  const pairings = await wholeList<PairingView>(client, '/pairing?state=open');
  return { owner, mesh: { ...mesh, version }, nodes: nodes.length, openPairings: pairings.length };
}

/** The value, or the failure that a person is told. */
const valueOf = <Value>(work: Promise<Value>): Promise<Value | CommandFailure> =>
  work.catch((error: unknown) => {
    if (error instanceof CommandFailure) return error;
    throw error;
  });

const failureOf = async (work: Promise<unknown>): Promise<CommandFailure | undefined> => {
  const value = await valueOf(work);
  return value instanceof CommandFailure ? value : undefined;
};
