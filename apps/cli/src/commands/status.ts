import { answerOf, type ConsoleSession, type Mesh, wholeList } from '@meshpair/client';
import { OwnerKey } from '@meshpair/contracts';
import { type ConnectionOptions, gatewayUrl, knownOwnerKey } from '../api/connection.js';
import { commandFailureOf, gatewayAt } from '../api/gateway-client.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { VERSION } from '../version.js';

interface OwnersMesh {
  readonly owner: ConsoleSession['owner'];
  readonly mesh: { readonly name: string; readonly version: string };
  readonly nodes: number;
  readonly openPairings: number;
}

/** Says which mesh this is, whether it is ready, who is signed in, and how much there is. */
export async function status(printer: Printer, options: ConnectionOptions): Promise<void> {
  const url = await gatewayUrl(options);
  const key = await knownOwnerKey();
  const gateway = gatewayAt(url, key, options);
  const notReady = await failureOf(answerOf(gateway.GET('/health/ready')));
  const signedIn = await valueOf(meshOf(gateway, key));
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

async function meshOf(gateway: Mesh, key: string | undefined): Promise<OwnersMesh> {
  if (key === undefined || !OwnerKey.safeParse(key).success)
    throw new CommandFailure('not signed in: run `meshpair login`', EXIT.unauthorized, 'no_owner_key');
  const { owner, mesh, version } = await answerOf(gateway.GET('/console/session'));
  const nodes = await wholeList((query) => gateway.GET('/nodes', { params: { query } }));
  const pairings = await wholeList((query) =>
    gateway.GET('/pairing', { params: { query: { ...query, state: 'open' } } }),
  );
  return { owner, mesh: { ...mesh, version }, nodes: nodes.length, openPairings: pairings.length };
}

/** The value, or the failure that a person is told. */
const valueOf = <Value>(work: Promise<Value>): Promise<Value | CommandFailure> =>
  work.catch((error: unknown) => {
    const failure = error instanceof CommandFailure ? error : commandFailureOf(error);
    if (failure) return failure;
    throw error;
  });

const failureOf = async (work: Promise<unknown>): Promise<CommandFailure | undefined> => {
  const value = await valueOf(work);
  return value instanceof CommandFailure ? value : undefined;
};
