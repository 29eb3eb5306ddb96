import { expect } from '@jest/globals';
import type { AuditEvent } from '@meshpair/contracts';
import type { HttpAnswer } from '@meshpair/testing';

type AsOwner = (method: string, path: string) => Promise<HttpAnswer>;

/** What has happened to a node is found by its id, by who did it, and by time: in that order, and nothing else. */
export async function isFoundByFilters(asOwner: AsOwner, nodeId: string): Promise<void> {
  const get = (path: string): Promise<HttpAnswer> => asOwner('GET', path);
  const found = async (query: string): Promise<readonly AuditEvent[]> =>
    (await get(`/audit/events?limit=500&${query}`)).body.items as AuditEvent[];
  const all = await found('');
  const ofNode = await found(`nodeId=${nodeId}`);
  expect(ofNode.map(({ type }) => type)).toEqual([
    'PinVerified',
    'DeviceRegistered',
    'NodeRenamed',
    'NodePermissionsChanged',
    'NodeRenamed',
    'NodeTunnelChanged',
    'PeerTokenRefreshed',
    'PeerTokenReused',
  ]);
  expect(await found(`nodeId=${nodeId}&actor=device`)).toEqual(ofNode.slice(4, 7));
  expect(await found(`actor=${nodeId}`)).toEqual(ofNode.slice(4, 7));
  const since = ofNode[2]?.time ?? '';
  const [before, after] = [await found(`until=${since}`), await found(`since=${since}`)];
  expect([...before, ...after]).toEqual(all);
  expect(before.every(({ time }) => time < since)).toBe(true);
  expect(await found(`since=${since}&until=${since}`)).toEqual([]);
  const { status, body } = await get('/audit/events?since=yesterday');
  expect([status, (body.errors as { field: string }[])[0]?.field]).toEqual([400, 'since']);
  const lines = (await get(`/audit/export?format=ndjson&nodeId=${nodeId}`)).text;
  expect(lines.trimEnd().split('\n')).toHaveLength(ofNode.length);
}
