import { expect } from '@jest/globals';
import type { Target } from '../webhooks/target.js';
import { about, type WatchedMesh } from './watched-mesh.js';

/** Makes each event of a webhook happen, whose target is gone when it is told. */
export async function webhookHappens({ key, asOwner, newest }: WatchedMesh, target: Target): Promise<void> {
  target.answer = () => ({ status: 410 });
  const made = await asOwner('POST', '/webhooks', { url: target.urlOf('/hook'), events: ['NodeRenamed'] });
  const id = String(made.body.id);
  const { origin } = new URL(target.urlOf('/'));
  const isBy = { actorkind: 'owner', actorid: key.split('_')[1] };
  const webhook = { webhookId: id, origin };
  expect(await newest('WebhookCreated', about(id))).toMatchObject({
    ...isBy,
    data: { ...webhook, shape: 'cloudevents', events: ['NodeRenamed'] },
  });
  await asOwner('POST', `/webhooks/${id}/test`);
  expect(await newest('WebhookDisabled', about(id))).toMatchObject({
    actorkind: 'mesh',
    data: { ...webhook, reason: 'gone' },
  });
  await asOwner('PATCH', `/webhooks/${id}`, { events: [] });
  expect(await newest('WebhookChanged', about(id))).toMatchObject({
    ...isBy,
    data: { ...webhook, changes: ['events'] },
  });
  await asOwner('DELETE', `/webhooks/${id}`);
  expect(await newest('WebhookRemoved', about(id))).toMatchObject({ ...isBy, data: webhook });
}
