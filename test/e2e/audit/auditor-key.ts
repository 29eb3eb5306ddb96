import { expect } from '@jest/globals';
import { type HttpClient, LiveStream, waitFor } from '@meshpair/testing';
import { about, AT_ONCE_MS, type WatchedMesh } from './watched-mesh.js';

interface AuditorKeyInUse {
  readonly client: HttpClient;
  readonly auditKey: string;
  /** What the owner reads at `/audit/events`. */
  readonly trail: unknown;
  /** Stands for any id in a path. */
  readonly id: string;
}

/** The key reads the trail as its owner does, and is refused on every route that does not name auditors. */
async function readsTheTrailOnly({ client, auditKey, trail, id }: AuditorKeyInUse): Promise<void> {
  const asAuditor = (method: string, path: string): ReturnType<HttpClient['call']> =>
    client.call({ method, path, bearer: auditKey });
  expect((await asAuditor('GET', '/audit/events?limit=500')).body).toEqual(trail);
  expect((await asAuditor('GET', '/audit/export?format=csv')).status).toBe(200);
  const { paths } = (await client.call({ path: '/openapi.json' })).body as {
    paths: Record<string, Record<string, { security: readonly object[] }>>;
  };
  const others = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security }]) => security.length > 0 && !security.some((one) => 'auditor' in one))
      .map(([method]) => [method.toUpperCase(), path.replaceAll(/\{[^}]*\}/g, id)] as const),
  );
  expect(others.length).toBeGreaterThan(20);
  for (const [method, path] of others) {
    const { status } = await asAuditor(method, path);
    // Some look at what is sent before they look at who sends it.
    const looksFirst = ['POST', 'PATCH'].includes(method) || path === '/tokens/check';
    const refusal = looksFirst && status === 400 ? 400 : 401;
    expect([method, path, status]).toEqual([method, path, refusal]);
  }
}

/** An auditor gets a key, reads the trail with it and nothing else, until it is revoked; `nodeId` is of any node. */
export async function auditorComesAndGoes(mesh: WatchedMesh, nodeId: string): Promise<void> {
  const { system, client, key, asOwner, newest } = mesh;
  const name = 'Ernst';
  const made = await asOwner('POST', '/audit/keys', { name });
  expect(made).toMatchObject({ status: 201, body: { name, revokedAt: null } });
  const { keyId, key: auditKey } = made.body as { keyId: string; key: string };
  expect(auditKey).toMatch(/^mpa_/);
  const [, ownerKeyId] = key.split('_');
  const isByOwner = { actorkind: 'owner', actorid: ownerKeyId, data: { keyId, name } };
  expect(await newest('AuditKeyCreated', about(keyId))).toMatchObject(isByOwner);
  const listed = (await asOwner('GET', '/audit/keys')).body.items as { keyId: string }[];
  expect(listed.map((each) => each.keyId)).toEqual([keyId]);
  expect(JSON.stringify(listed)).not.toContain(auditKey);
  const sameTrail = await asOwner('GET', '/audit/events?limit=500');
  await readsTheTrailOnly({ client, auditKey, trail: sameTrail.body, id: nodeId });

  const listening = new LiveStream(new URL('/audit/events', system.baseUrl), {
    authorization: `Bearer ${auditKey}`,
  });
  await waitFor(() => listening.opened === 200, { message: 'the auditor follows the trail' });
  expect((await asOwner('DELETE', `/audit/keys/${keyId}`)).status).toBe(204);
  expect((await asOwner('DELETE', `/audit/keys/${keyId}`)).status).toBe(404);
  expect(await newest('AuditKeyRevoked', about(keyId))).toMatchObject(isByOwner);
  await waitFor(async () => (await client.call({ path: '/audit/events', bearer: auditKey })).status === 401, {
    timeoutMs: AT_ONCE_MS,
    message: 'the key is refused',
  });
  await waitFor(() => listening.ended, { timeoutMs: AT_ONCE_MS, message: 'its stream ends' });
  listening.close();
}
