import fc from 'fast-check';
import { ALL_EVENT_TYPES, PERSON_ROLES, WEBHOOK_SHAPES } from '@meshpair/domain';
import type { RequestParts } from './http-input.js';
import { itemOf } from './material.js';
import {
  and,
  byOwner,
  none,
  optional,
  owner,
  pageQuery,
  type Parts,
  type Routes,
  some,
} from './route-parts.js';
import {
  goodAttestation,
  goodId,
  goodName,
  goodPermissions,
  goodRules,
  goodSecret,
  goodTags,
} from './values.js';

const started = itemOf('started');

/** One that is not there: what is told of a webhook is tried in its own tests. */
const ofWebhook = (suffix = ''): Parts =>
  fc
    .tuple(owner, goodId)
    .map(([{ ownerKey }, id]) => ({ bearer: ownerKey, path: ['/webhooks/', id, suffix] }));

const atLocalhost = (more: RequestParts = {}): Parts =>
  fc.constant({ headers: { host: 'localhost' }, ...more });

/** The trail, keys, people, consoles, webhooks and settings of an owner, and what anybody may ask. */
export const OWNER_ROUTES: Routes = {
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
  'get /owner/facets': byOwner,
  'get /owner/policy': byOwner,
  'put /owner/policy': and(
    byOwner,
    goodRules.map((rules) => ({ json: { rules } })),
  ),
  'get /owner/device-codes': byOwner,
  'put /owner/device-codes': and(
    byOwner,
    fc.constant({ json: { otherNetworks: false, fillFromLink: false } }),
  ),
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
