// A program of somebody else's: pairs a device and reads its events, with a client that was made from our document.
import { claimTokens, connectDevice, listAuditEvents, startPairing, verifyPin } from './generated';
import { client } from './generated/client.gen';

declare const process: { readonly argv: readonly string[] };

const [, , baseUrl = '', key = ''] = process.argv;
client.setConfig({ baseUrl });

const must = { throwOnError: true } as const;
const { data: started } = await startPairing({ ...must, auth: key, body: { label: 'Generated' } });
const device = { token: started.token, device: { name: 'Generated' } };
const { data: connected } = await connectDevice({ ...must, body: device });
const { pairingId, pin, claimSecret } = connected;
const { data: verified } = await verifyPin({ ...must, auth: key, body: { pairingId, pin } });
const { data: claimed } = await claimTokens({ ...must, auth: claimSecret, path: { id: pairingId } });
const { data: page } = await listAuditEvents({ ...must, auth: key, query: { last: 500 } });

const told = page.items.map((event) => {
  // The compiler tells steps of pairings from what else happens by their type.
  if (event.type === 'DeviceRegistered') return `${event.sequence satisfies number} ${event.type}`;
  if (event.type === 'OwnerCreated') return `${event.actorkind satisfies string} ${event.type}`;
  return event.type;
});
// @ts-expect-error: there is no such type of event.
page.items.some(({ type }) => type === 'DeviceExploded');

console.log(
  JSON.stringify({ state: verified.state, node: claimed.node.name, token: claimed.tokenType, told }),
);
