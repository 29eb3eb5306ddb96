import { expect } from '@jest/globals';
import { makeDeviceKey } from '@meshpair/testing';
import { about, type WatchedMesh } from './watched-mesh.js';

/** Makes each event of a setup key happen, and those of a device that joins with it, comes back and is away for too long. */
export async function setupKeyHappens({ system, client, key, asOwner, newest }: WatchedMesh): Promise<void> {
  const isBy = { actorkind: 'owner', actorid: key.split('_')[1] };
  const wanted = { label: 'Runners', tags: ['ci'], ephemeralSeconds: 600 };
  const made = (await asOwner('POST', '/setup-keys', wanted)).body as {
    setupKeyId: string;
    setupKey: string;
  };
  const { setupKeyId, setupKey } = made;
  expect(await newest('SetupKeyMade', about(setupKeyId))).toMatchObject({
    ...isBy,
    data: { setupKeyId, label: 'Runners', uses: 1, tags: ['ci'], isEphemeral: true, asksOwner: false },
  });
  const device = makeDeviceKey();
  const path = '/setup-keys/join';
  const join = async (json: object): Promise<string> => {
    const dpop = device.dpopFor({ method: 'POST', url: new URL(path, system.baseUrl).href });
    const answer = await client.call({ method: 'POST', path, headers: { dpop }, json });
    return (answer.body as { node: { id: string } }).node.id;
  };
  const nodeId = await join({ setupKey, device: { name: 'Runner' } });
  const isByIt = { actorkind: 'device', actorid: nodeId };
  expect(await newest('NodeJoined', about(nodeId))).toMatchObject({
    ...isByIt,
    data: { nodeId, name: 'Runner', setupKeyId, tags: ['ci'], isEphemeral: true },
  });
  await join({ device: { name: 'Runner' } });
  expect(await newest('NodeReturned', about(nodeId))).toMatchObject({ ...isByIt, data: { nodeId } });
  await asOwner('DELETE', `/setup-keys/${setupKeyId}`);
  expect(await newest('SetupKeyRevoked', about(setupKeyId))).toMatchObject({ ...isBy, data: { setupKeyId } });
  await system.query(
    `update registry.mesh_nodes set last_seen_at = now() - interval '601 s' where node_id = $1`,
    [nodeId],
  );
  expect(await newest('NodeRemoved', about(nodeId))).toMatchObject({
    actorkind: 'mesh',
    data: { nodeId, name: 'Runner', unseenSince: expect.any(String) },
  });
}
