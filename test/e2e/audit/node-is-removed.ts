import { expect } from '@jest/globals';
import type { MeshCloudEvent } from '@meshpair/contracts';
import { waitFor } from '@meshpair/testing';
import { about, type WatchedMesh } from './watched-mesh.js';

/** The node is tagged, and its owner's rules are set; it is suspended, restored, and at last removed. */
export async function nodeIsTaggedAndRemoved(
  { key, asOwner, newest }: WatchedMesh,
  id: string,
): Promise<void> {
  const isBy = { actorkind: 'owner', actorid: key.split('_')[1] };
  await asOwner('PATCH', `/nodes/${id}`, { tags: ['tv', 'guest'] });
  expect(await newest('NodeTagsChanged', about(id))).toMatchObject({
    ...isBy,
    data: { tags: ['guest', 'tv'], previousTags: [] },
  });
  const rules = [{ from: '*', to: 'tv' }];
  await asOwner('PUT', '/owner/policy', { rules });
  expect(await newest('PeerPolicyChanged', () => true)).toMatchObject({
    ...isBy,
    data: { rules, previousRules: [{ from: '*', to: '*' }] },
  });
  const allowed = { otherNetworks: true, fillFromLink: false };
  await asOwner('PUT', '/owner/device-codes', allowed);
  expect(await newest('DeviceCodeRuleChanged', () => true)).toMatchObject({ ...isBy, data: allowed });
  const remove = async (): Promise<string> =>
    String((await asOwner('POST', '/nodes/removals', { nodes: { ids: [id] } })).body.removalId);
  const first = await remove();
  expect(await newest('NodeSuspended', about(id))).toMatchObject({ ...isBy, data: { removalId: first } });
  await asOwner('DELETE', `/nodes/removals/${first}`);
  expect(await newest('NodeRestored', about(id))).toMatchObject({ ...isBy, data: { removalId: first } });
  const second = await remove();
  const removed = await waitFor(
    async () =>
      ((await asOwner('GET', '/audit/events?type=NodeRemoved&last=500')).body.items as MeshCloudEvent[]).find(
        about(id),
      ),
    {
      message: 'it is removed when that can be undone no more',
    },
  );
  expect(removed).toMatchObject({ ...isBy, data: { removalId: second } });
}
