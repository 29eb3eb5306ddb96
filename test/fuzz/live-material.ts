import { digestOf } from '@meshpair/contracts';
import {
  addOwner,
  claim,
  connect,
  type HttpClient,
  type RunningSystem,
  start,
  verify,
} from '@meshpair/testing';
import type { Material, Stages } from './material.js';

/** The owners that a run acts for: the first one, and a second one that it adds. */
export async function findOwners(system: RunningSystem): Promise<readonly Stages['owner'][]> {
  const [first] = await system.query('select owner_id from registry.owners');
  return [
    { ownerId: String(first?.owner_id), ownerKey: system.ownerKey },
    { ownerId: 'second', ownerKey: await addOwner(system, 'second') },
  ];
}

/** Adds pairings and devices at every stage, `flows` of each an owner: what a run uses up must come again. */
export async function addMaterial(
  client: HttpClient,
  owners: readonly Stages['owner'][],
  material: Material,
  flows: number,
): Promise<void> {
  for (const { ownerKey } of owners) {
    for (let flow = 0; flow < flows; flow += 1) await addFlow(client, ownerKey, material);
  }
}

/** One pairing that is started, one that is connected, one registered and one claimed. */
async function addFlow(client: HttpClient, ownerKey: string, material: Material): Promise<void> {
  material.add('started', { ownerKey, ...(await start(client, ownerKey)) });
  const open = await start(client, ownerKey);
  const connected = await connect(client, open.token);
  material.add('connected', { ownerKey, ...open, ...connected, joinCookie: joinCookie(open, connected) });
  await addRegistered(client, ownerKey, material);
  const { pairingId, claimSecret, nodeId } = await addRegistered(client, ownerKey, material);
  const { sessionToken, peerToken } = (await claim(client, pairingId, claimSecret)).body;
  const tokens = { sessionToken: String(sessionToken), peerToken: String(peerToken) };
  material.add('claimed', {
    ownerKey,
    nodeId,
    ...tokens,
    deviceCookie: `meshpair_device=${tokens.sessionToken}`,
  });
}

/** As the page of a device that waits has it. */
function joinCookie(
  { pairingId, token }: { pairingId: string; token: string },
  { pin, claimSecret }: { pin: string; claimSecret: string },
): string {
  const tokenDigest = digestOf(token);
  const expiresAt = Math.floor(Date.now() / 1000) + 600;
  return `meshpair_join=${[pairingId, claimSecret, pin, tokenDigest, expiresAt].join('.')}`;
}

async function addRegistered(
  client: HttpClient,
  ownerKey: string,
  material: Material,
): Promise<{ pairingId: string; claimSecret: string; nodeId: string }> {
  const { pairingId, token } = await start(client, ownerKey);
  const { pin, claimSecret } = await connect(client, token);
  const nodeId = String((await verify(client, ownerKey, { pairingId, pin })).body.nodeId);
  material.add('registered', { ownerKey, pairingId, claimSecret, nodeId });
  return { pairingId, claimSecret, nodeId };
}
