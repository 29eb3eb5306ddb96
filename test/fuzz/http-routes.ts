import fc from 'fast-check';
import { ALL_EVENT_TYPES, PERSON_ROLES, WEBHOOK_SHAPES } from '@meshpair/domain';
import { type HttpInput, type RequestParts, requestTo } from './http-input.js';
import { itemOf } from './material.js';
import {
  goodAttestation,
  goodId,
  goodName,
  goodPermissions,
  goodRules,
  goodSearch,
  goodSecret,
  goodSelection,
  goodTags,
  goodTunnel,
} from './values.js';

const owner = itemOf('owner');
const started = itemOf('started');
const connected = itemOf('connected');
const registered = itemOf('registered');
const claimed = itemOf('claimed');

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const some = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(model, { requiredKeys: [] });

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

const pageQuery = fc.constantFrom<Record<string, string>>({}, { limit: '1' }, { limit: '500' });

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

type Parts = fc.Arbitrary<RequestParts>;

const TOKENS = ['sessionToken', 'peerToken'] as const;
/** Asked for by the token's owner, by its device, or by another owner. */
const tokenForm: Parts = fc
  .tuple(claimed, claimed, fc.constantFrom(...TOKENS), fc.nat(3))
  .map(([one, other, kind, who]) => ({
    bearer: who === 0 ? other.ownerKey : who === 1 ? one.sessionToken : one.ownerKey,
    form: { token: one[kind] },
  }));
const byOwner: Parts = owner.map(({ ownerKey }) => ({ bearer: ownerKey }));
const byDevice: Parts = claimed.map(({ sessionToken }) => ({ bearer: sessionToken }));
const ofPairing = (suffix = ''): Parts =>
  connected.map(({ ownerKey, pairingId }) => ({ bearer: ownerKey, path: ['/pairing/', pairingId, suffix] }));
const ofNode: Parts = claimed.map(({ ownerKey, nodeId }) => ({
  bearer: ownerKey,
  path: ['/nodes/', nodeId],
}));
/** One that is not there: what is told of a webhook is tried in its own tests. */
const ofWebhook = (suffix = ''): Parts =>
  fc
    .tuple(owner, goodId)
    .map(([{ ownerKey }, id]) => ({ bearer: ownerKey, path: ['/webhooks/', id, suffix] }));
const ofBrowser: Parts = connected.map(({ joinCookie }) => ({ headers: { cookie: joinCookie } }));
/** The proof that its own page carries is missing: no form is accepted. */
const deviceForm = (more: Record<string, fc.Arbitrary<unknown>> = {}): Parts =>
  fc
    .tuple(claimed, fc.record({ proof: goodSecret, ...more }))
    .map(([{ deviceCookie }, form]) => ({ headers: { cookie: deviceCookie }, form }));
const and = (parts: Parts, more: Parts): Parts =>
  fc.tuple(parts, more).map(([one, other]) => ({ ...one, ...other }));
const none: Parts = fc.constant({});
const atLocalhost = (more: RequestParts = {}): Parts =>
  fc.constant({ headers: { host: 'localhost' }, ...more });

/** What each route takes, as it should be. A route of `/openapi.json` that is missing here fails a test. */
const ROUTES: Readonly<Record<string, Parts>> = {
  'get /': none,
  'get /.well-known/audit-keys.json': none,
  'get /.well-known/jwks.json': none,
  'get /health/live': none,
  'get /health/ready': none,
  'get /audit/events': and(
    byOwner,
    fc
      .tuple(pageQuery, optional(fc.constantFrom(...ALL_EVENT_TYPES)), started)
      .map(([page, type, { pairingId }]) => ({
        query: { ...page, ...(type === undefined ? undefined : { type, pairingId }) },
      })),
  ),
  'get /audit/export': and(
    byOwner,
    fc
      .tuple(fc.constantFrom('ndjson', 'csv', 'signed'), optional(fc.constantFrom(...ALL_EVENT_TYPES)))
      .map(([format, type]) => ({ query: { format, ...(type === undefined ? undefined : { type }) } })),
  ),
  'get /audit/keys': byOwner,
  'get /audit/owners': byOwner,
  'get /owners': byOwner,
  'post /owners': and(
    byOwner,
    goodName.map((name) => ({ json: { name } })),
  ),
  'get /owner/keys': byOwner,
  'post /owner/keys': and(byOwner, fc.constant({ json: {} })),
  'delete /owner/keys/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/owner/keys/', id] })),
  ),
  'get /owner/people': byOwner,
  'patch /owner/people/{id}': and(
    byOwner,
    fc.tuple(goodId, goodName).map(([id, name]) => ({ path: ['/owner/people/', id], json: { name } })),
  ),
  'delete /owner/people/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/owner/people/', id] })),
  ),
  'get /owner/people/invitations': byOwner,
  'post /owner/people/invitations': and(
    byOwner,
    fc
      .tuple(goodName, fc.constantFrom(...PERSON_ROLES))
      .map(([name, role]) => ({ json: { name, role, ttlSeconds: 60 } })),
  ),
  'delete /owner/people/invitations/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/owner/people/invitations/', id] })),
  ),
  'get /setup-keys': byOwner,
  'post /setup-keys': and(
    byOwner,
    some({
      label: goodName,
      uses: fc.integer({ min: 1, max: 9 }),
      tags: goodTags,
      permissions: goodPermissions,
    }).map((json) => ({ json })),
  ),
  'delete /setup-keys/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/setup-keys/', id] })),
  ),
  'post /setup-keys/join': fc.tuple(device, goodSecret).map(([{ port: _, ...about }, secret]) => ({
    headers: { dpop: 'e30.e30.AA' },
    json: { setupKey: `mps_nobody_${secret.replaceAll(/[-_]/g, '0')}`, device: about },
  })),
  'post /invitation/preview': goodSecret.map((code) => ({ json: { code } })),
  'post /invitation/accept': goodSecret.map((code) => ({ json: { code } })),
  'get /owner/touch-rule': byOwner,
  'put /owner/touch-rule': and(byOwner, fc.constant({ json: { rule: 'never' } })),
  'post /owner/touch/options': and(byOwner, atLocalhost({ json: { rule: 'console' } })),
  'get /owner/passkeys': byOwner,
  'post /owner/passkeys/options': and(byOwner, atLocalhost({ json: {} })),
  'post /owner/passkeys': and(
    byOwner,
    goodAttestation.map((attestation) => ({
      headers: { host: 'localhost', cookie: `meshpair_challenge=${'A'.repeat(43)}` },
      json: { name: 'Phone', attestation },
    })),
  ),
  'delete /owner/passkeys/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/owner/passkeys/', id] })),
  ),
  'get /owner/consoles': byOwner,
  'delete /owner/consoles': byOwner,
  'delete /owner/consoles/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/owner/consoles/', id] })),
  ),
  'post /audit/keys': and(
    byOwner,
    goodName.map((name) => ({ json: { name } })),
  ),
  'delete /audit/keys/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/audit/keys/', id] })),
  ),
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
  'get /owner/facets': byOwner,
  'get /owner/policy': byOwner,
  'put /owner/policy': and(
    byOwner,
    goodRules.map((rules) => ({ json: { rules } })),
  ),
  'get /pairing': and(
    byOwner,
    fc.constantFrom<Record<string, string>>({}, { state: 'open' }).map((query) => ({ query })),
  ),
  'get /pairing/{id}': ofPairing(),
  'get /pairing/{id}/events': ofPairing('/events'),
  'delete /pairing/{id}': ofPairing(),
  'post /pairing/take': and(byOwner, fc.constant({ json: { code: 'WDJB-MJHT' } })),
  'get /owner/device-codes': byOwner,
  'put /owner/device-codes': and(
    byOwner,
    fc.constant({ json: { otherNetworks: false, fillFromLink: false } }),
  ),
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
  'get /console/sign-in': none,
  'get /console/oidc/start': none,
  'get /console/oidc/callback': goodSecret.map((code) => ({ query: { code, state: code } })),
  'get /owner/accounts': byOwner,
  'post /owner/accounts/link': and(byOwner, fc.constant({ json: {} })),
  'delete /owner/accounts/{id}': and(
    byOwner,
    goodId.map((id) => ({ path: ['/owner/accounts/', id] })),
  ),
  'post /console/passkey/options': atLocalhost(),
  'get /cli': none,
  'get /cli.mjs': none,
  'get /console/session': none,
  'delete /console/session': none,
  'post /console/session': fc
    .oneof(
      owner.map(({ ownerKey }) => ({ key: ownerKey })),
      goodSecret.map((code) => ({ code })),
    )
    .map((json) => ({ json })),
  'post /tokens/refresh': fc
    .tuple(claimed, fc.constantFrom(...TOKENS), fc.boolean())
    .map(([one, kind, names]) => ({ bearer: one[kind], json: names ? { peerToken: one.peerToken } : {} })),
  'get /tokens/check': claimed.map(({ peerToken }) => ({ bearer: peerToken, query: { owner: 'nobody' } })),
  'post /tokens/introspect': tokenForm,
  'post /tokens/revoke': tokenForm,
  'get /webhooks': byOwner,
  'post /webhooks': and(
    byOwner,
    fc
      .tuple(fc.constantFrom(...WEBHOOK_SHAPES), fc.subarray([...ALL_EVENT_TYPES]))
      .map(([shape, events]) => ({ json: { url: 'https://mesh.invalid/hook', shape, events } })),
  ),
  'get /webhooks/push-key': byOwner,
  'get /webhooks/{id}': ofWebhook(),
  'patch /webhooks/{id}': and(
    ofWebhook(),
    fc.boolean().map((enabled) => ({ json: { enabled } })),
  ),
  'delete /webhooks/{id}': ofWebhook(),
  'post /webhooks/{id}/secret': and(
    ofWebhook('/secret'),
    fc.nat(600).map((graceSeconds) => ({ json: { graceSeconds } })),
  ),
  'post /webhooks/{id}/test': ofWebhook('/test'),
  'get /webhooks/{id}/deliveries': and(
    ofWebhook('/deliveries'),
    pageQuery.map((query) => ({ query })),
  ),
  'post /webhooks/{id}/deliveries/{deliveryId}/resend': fc
    .tuple(owner, goodId, goodId)
    .map(([{ ownerKey }, id, delivery]) => ({
      bearer: ownerKey,
      path: ['/webhooks/', id, `/deliveries/${delivery}/resend`],
    })),
  'post /webhooks/{id}/replay': and(
    ofWebhook('/replay'),
    fc.constant({ json: { since: '2026-11-24T00:00:00.000Z' } }),
  ),
};

/** Not in `/openapi.json`. */
const UNDESCRIBED: Readonly<Record<string, Parts>> = {
  'get /docs': none,
  'get /openapi.json': none,
  'get /assets/join.js': none,
  'get /docs/assets/swagger-ui.css': none,
};

/** The page of a device that was let in claims its tokens as it is shown. */
export const CLAIMING = 'get /join/status';

/** Routes that change nothing, whatever they answer. */
export const READS: ReadonlySet<string> = new Set([
  ...[...Object.keys(ROUTES), ...Object.keys(UNDESCRIBED)].filter(
    (route) => route.startsWith('get ') && route !== CLAIMING,
  ),
  'post /graphql',
  'post /invitation/preview',
  'post /tokens/introspect',
]);

export const DESCRIBED_ROUTES: readonly string[] = Object.keys(ROUTES);

/** A request as it should be, of any route. */
export const validRequests: readonly fc.Arbitrary<HttpInput>[] = Object.entries({
  ...ROUTES,
  ...UNDESCRIBED,
}).map(([route, parts]) => parts.map((given) => requestTo(route, given)));

/** The same, of the routes that change nothing. */
export const validReads: readonly fc.Arbitrary<HttpInput>[] = Object.entries({ ...ROUTES, ...UNDESCRIBED })
  .filter(([route]) => READS.has(route))
  .map(([route, parts]) => parts.map((given) => requestTo(route, given)));
