import fc from 'fast-check';
import { itemOf } from './material.js';
import { and, byOwner, none, optional, pageQuery, type Parts, type Routes, some } from './route-parts.js';
import {
  goodId,
  goodName,
  goodPermissions,
  goodSearch,
  goodSecret,
  goodSelection,
  goodTags,
  goodTunnel,
} from './values.js';

const started = itemOf('started');
const connected = itemOf('connected');
const registered = itemOf('registered');
const claimed = itemOf('claimed');

/** What the owner may say of a taken address: the named node is there or not. */
const ipConflictChoice = fc.oneof(
  fc.constantFrom<Record<string, string>>({}, { onIpConflict: 'reject' }, { onIpConflict: 'allow' }),
  fc
    .oneof(
      goodId,
      claimed.map(({ nodeId }) => nodeId),
    )
    .map((replaceNodeId) => ({ onIpConflict: 'replace', replaceNodeId })),
);

const DEVICE = {
  nodeId: goodId,
  platform: fc.constantFrom('android', 'Linux (x86_64)'),
  port: fc.integer({ min: 1, max: 65_535 }),
};
const device = fc
  .tuple(goodName, some(DEVICE))
  .map(([name, more]): Record<string, unknown> => ({ name, ...more }));

const QUERIES = [
  '{ nodes { id name ip } }',
  '{ nodePage(first: 2) { items { id role permissions } nextCursor } }',
  '{ node(id: "nobody") { id } }',
  'query Q($id: ID!) { node(id: $id) { name } }',
  '{ __typename }',
] as const;
const graphql = fc.constantFrom(...QUERIES).map((query) => ({ query, variables: { id: 'nobody' } }));

const TOKENS = ['sessionToken', 'peerToken'] as const;
/** Asked for by the token's owner, by its device, or by another owner. */
const tokenForm: Parts = fc
  .tuple(claimed, claimed, fc.constantFrom(...TOKENS), fc.nat(3))
  .map(([one, other, kind, who]) => ({
    bearer: who === 0 ? other.ownerKey : who === 1 ? one.sessionToken : one.ownerKey,
    form: { token: one[kind] },
  }));
const byDevice: Parts = claimed.map(({ sessionToken }) => ({ bearer: sessionToken }));
const ofPairing = (suffix = ''): Parts =>
  connected.map(({ ownerKey, pairingId }) => ({ bearer: ownerKey, path: ['/pairing/', pairingId, suffix] }));
const ofNode: Parts = claimed.map(({ ownerKey, nodeId }) => ({
  bearer: ownerKey,
  path: ['/nodes/', nodeId],
}));
const ofBrowser: Parts = connected.map(({ joinCookie }) => ({ headers: { cookie: joinCookie } }));
/** The proof that its own page carries is missing: no form is accepted. */
const deviceForm = (more: Record<string, fc.Arbitrary<unknown>> = {}): Parts =>
  fc
    .tuple(claimed, fc.record({ proof: goodSecret, ...more }))
    .map(([{ deviceCookie }, form]) => ({ headers: { cookie: deviceCookie }, form }));

/** The ways in, nodes, what devices ask for themselves, and their tokens. */
export const DEVICE_ROUTES: Routes = {
  'post /setup-keys/join': fc.tuple(device, goodSecret).map(([{ port: _, ...about }, secret]) => ({
    headers: { dpop: 'e30.e30.AA' },
    json: { setupKey: `mps_nobody_${secret.replaceAll(/[-_]/g, '0')}`, device: about },
  })),
  'get /graphql': and(
    byOwner,
    fc.constantFrom(...QUERIES).map((query) => ({ query: { query } })),
  ),
  'post /graphql': and(
    byOwner,
    graphql.map((json) => ({ json })),
  ),
  'get /join': started.map((one) => ({ query: { token: one.token }, headers: { accept: 'text/html' } })),
  'post /join': fc.tuple(started, goodName).map(([one, name]) => ({ form: { token: one.token, name } })),
  'get /join/status': ofBrowser,
  'get /join/state': ofBrowser,
  'get /join/events': ofBrowser,
  'get /join/home': claimed.map(({ deviceCookie }) => ({ headers: { cookie: deviceCookie } })),
  'post /join/rename': deviceForm({ name: goodName }),
  'post /join/leave': deviceForm(),
  'get /me': byDevice,
  'patch /me': and(
    byDevice,
    fc.tuple(goodName, goodTunnel).map(([name, tunnel]) => ({ json: { name, ...tunnel } })),
  ),
  'delete /me': byDevice,
  'get /me/peers': and(
    byDevice,
    pageQuery.map((query) => ({ query })),
  ),
  'get /me/peers/events': byDevice,
  'post /me/heartbeat': byDevice,
  'get /nodes': and(
    byOwner,
    fc.tuple(pageQuery, goodSearch).map(([page, search]) => ({ query: { ...page, ...search } })),
  ),
  'get /nodes/{id}': ofNode,
  'patch /nodes/{id}': and(
    ofNode,
    fc
      .tuple(goodName, optional(goodPermissions))
      .map(([name, permissions]) => ({ json: { name, ...(permissions && { permissions }) } })),
  ),
  'delete /nodes/{id}': ofNode,
  'patch /nodes': and(
    byOwner,
    fc.record({ nodes: goodSelection, addTags: goodTags, removeTags: goodTags }).map((json) => ({ json })),
  ),
  'post /nodes/removals': and(
    byOwner,
    goodSelection.map((nodes) => ({ json: { nodes } })),
  ),
  'delete /nodes/removals/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/nodes/removals/', id] })),
  ),
  'get /pairing': and(
    byOwner,
    fc.constantFrom<Record<string, string>>({}, { state: 'open' }).map((query) => ({ query })),
  ),
  'get /pairing/{id}': ofPairing(),
  'get /pairing/{id}/events': ofPairing('/events'),
  'delete /pairing/{id}': ofPairing(),
  'post /pairing/take': and(byOwner, fc.constant({ json: { code: 'WDJB-MJHT' } })),
  'get /code': fc.constant({ query: { user_code: 'WDJB-MJHT' } }),
  'get /.well-known/oauth-authorization-server': none,
  'post /oauth/device_authorization': goodName.map((name) => ({ form: { client_id: name } })),
  'post /oauth/token': goodSecret.map((code) => ({
    form: {
      client_id: 'fuzz',
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: code,
    },
  })),
  'post /pairing/{id}/approve': ofPairing('/approve'),
  'post /pairing/{id}/deny': ofPairing('/deny'),
  'post /pairing/{id}/claim': registered.map(({ claimSecret, pairingId }) => ({
    bearer: claimSecret,
    path: ['/pairing/', pairingId, '/claim'],
  })),
  'post /pairing/start': and(
    byOwner,
    some({
      ttlSeconds: fc.integer({ min: 500, max: 600 }),
      permissions: goodPermissions,
      label: goodName,
    }).map((json) => ({ json })),
  ),
  'post /pairing/connect': fc
    .tuple(started, device)
    .map(([one, about]) => ({ json: { token: one.token, device: about } })),
  'post /pairing/verify': fc
    .tuple(connected, ipConflictChoice)
    .map(([{ ownerKey, pairingId, pin }, choice]) => ({
      bearer: ownerKey,
      json: { pairingId, pin, ...choice },
    })),
  'get /metrics': none,
  'post /tokens/refresh': fc
    .tuple(claimed, fc.constantFrom(...TOKENS), fc.boolean())
    .map(([one, kind, names]) => ({ bearer: one[kind], json: names ? { peerToken: one.peerToken } : {} })),
  'get /tokens/check': claimed.map(({ peerToken }) => ({ bearer: peerToken, query: { owner: 'nobody' } })),
  'post /tokens/introspect': tokenForm,
  'post /tokens/revoke': tokenForm,
};
