import { expect } from '@jest/globals';
import type { HttpClient } from '@meshpair/testing';

export interface AuditorKeyInUse {
  readonly client: HttpClient;
  readonly auditKey: string;
  /** What the owner reads at `/audit/events`. */
  readonly trail: unknown;
  /** Stands for any id in a path. */
  readonly id: string;
}

/** The key reads the trail as its owner does, and is refused on every route that does not name auditors. */
export async function readsTheTrailOnly({ client, auditKey, trail, id }: AuditorKeyInUse): Promise<void> {
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
