import fc from 'fast-check';
import { ALL_EVENT_TYPES, PERSON_ROLES, WEBHOOK_SHAPES } from '@meshpair/domain';
import { fieldOf, itemOf } from './material.js';
import {
  goodAddress,
  goodAnswer,
  goodAttestation,
  goodId,
  goodName,
  goodPermissions,
  goodPin,
  goodRules,
  goodSearch,
  goodSecret,
  goodSelection,
  goodTags,
} from './values.js';

/** What a command takes, as it should be. */
export type Requests = fc.Arbitrary<Record<string, unknown>>;

const started = itemOf('started');
const connected = itemOf('connected');
const claimed = itemOf('claimed');
const ownerId = fieldOf('owner', 'ownerId');
const limit = fc.integer({ min: 1, max: 500 });

const record = (model: Record<string, fc.Arbitrary<unknown>>): Requests => fc.record(model);
const claim: Requests = connected.map(({ pairingId, claimSecret }) => ({ pairingId, claimSecret }));
const ofPairing: Requests = fc.record({ ownerId, pairingId: fieldOf('connected', 'pairingId') });
const ofNode: Requests = fc.record({ ownerId, nodeId: fieldOf('claimed', 'nodeId') });
const ofWebhook: Requests = fc.record({ ownerId, webhookId: goodId });
const session: Requests = claimed.map(({ sessionToken }) => ({ sessionToken }));
const read: Requests = connected.map(({ pairingId, claimSecret }) => ({
  pairingId,
  reader: { claimSecret },
}));
const aboutToken: Requests = claimed.map(({ sessionToken, peerToken }) => ({
  caller: { sessionToken },
  token: peerToken,
}));
const and = (one: Requests, more: Record<string, fc.Arbitrary<unknown>>): Requests =>
  fc.tuple(one, fc.record(more)).map(([left, right]) => ({ ...left, ...right }));

/** What each command takes, as it should be. A command of `libs/contracts` that is missing here fails a test. */
export const REQUESTS: Readonly<Record<string, Requests>> = {
  'pairing.start': record({ ownerId, label: goodName, permissions: goodPermissions }),
  'pairing.connect': and(
    started.map(({ token }) => ({ token })),
    { ip: goodAddress, device: fc.record({ name: goodName, nodeId: goodId }) },
  ),
  'pairing.admit': record({ ip: goodAddress }),
  'pairing.ask': record({
    ownerId,
    setupKeyId: goodId,
    permissions: goodPermissions,
    ip: goodAddress,
    device: fc.record({ name: goodName, publicKey: goodSecret }),
  }),
  'pairing.verify': and(
    connected.map(({ pairingId }) => ({ pairingId })),
    { ownerId, pin: goodPin, onIpConflict: fc.constantFrom('reject', 'allow') },
  ),
  'pairing.approve': and(ofPairing, { onIpConflict: fc.constantFrom('reject', 'allow') }),
  'pairing.request': record({
    clientId: goodName,
    name: goodName,
    permissions: goodPermissions,
    showsPin: fc.boolean(),
    ip: goodAddress,
  }),
  'pairing.take': record({
    ownerId,
    code: fc.constantFrom('WDJB-MJHT', 'bcdfghjk'),
    from: fc.record({ ip: goodAddress, attached: fc.constant([['127.0.0.1/8']]) }),
    allowsOtherNetworks: fc.boolean(),
  }),
  'pairing.poll': record({ deviceCode: goodSecret, clientId: goodName }),
  'registry.device-code.read': record({ ownerId }),
  'registry.device-code.set': record({ ownerId, otherNetworks: fc.boolean(), fillFromLink: fc.boolean() }),
  'registry.tokens.begin-renewal': session,
  'registry.tokens.renew': record({ refreshToken: fc.constant(`mpr_s_0_${'a'.repeat(43)}`) }),
  'pairing.deny': ofPairing,
  'pairing.cancel': ofPairing,
  'pairing.get': read,
  'pairing.preview': started.map(({ token }) => ({ token })),
  'pairing.list': record({ ownerId, openOnly: fc.boolean(), limit }),
  'pairing.events': and(read, { afterSequence: fc.nat(9) }),
  'pairing.audit': record({ ownerId, limit, type: fc.constantFrom(...ALL_EVENT_TYPES) }),
  'pairing.chain': record({ ownerId, after: fc.nat(9), limit }),
  'pairing.chain-progress': fc.constant({}),
  'pairing.chain-keys': fc.constant({}),
  'pairing.claim': claim,
  'pairing.health': fc.constant({}),
  'registry.owner.authenticate': itemOf('owner').map(({ ownerKey }) => ({ key: ownerKey })),
  'registry.owner.list': record({ ownerId }),
  'registry.owner.add': record({ ownerId, name: goodName, key: fc.constant(`mpo_nobody_${'a'.repeat(43)}`) }),
  'registry.audit-key.create': record({ ownerId, name: goodName }),
  'registry.refusals.tell': record({
    limits: fc.constant([]),
    signIns: fc.constant([]),
    strangers: fc.constant({ unauthorized: 1, unknownCode: 0, tooMany: 0 }),
  }),
  'registry.audit-key.list': record({ ownerId }),
  'registry.audit-key.revoke': record({ ownerId, auditKeyId: goodId }),
  'registry.auditor.authenticate': record({ key: fc.constant(`mpa_nobody_${'a'.repeat(43)}`) }),
  'registry.auditor.owners': record({ key: fc.constant(`mpa_nobody_${'a'.repeat(43)}`) }),
  'registry.owner-key.list': record({ ownerId }),
  'registry.owner-key.make': record({ ownerId, key: fc.constant(`mpo_nobody_${'a'.repeat(43)}`) }),
  'registry.owner-key.revoke': record({ ownerId, ownerKeyId: goodId }),
  'registry.person.list': record({ ownerId }),
  'registry.person.change': record({ ownerId, personId: goodId, name: goodName }),
  'registry.person.remove': record({ ownerId, personId: goodId }),
  'registry.invitation.make': record({
    ownerId,
    name: goodName,
    role: fc.constantFrom(...PERSON_ROLES),
    key: fc.constant(`mpo_nobody_${'a'.repeat(43)}`),
    codeDigest: goodSecret,
  }),
  'registry.setup-key.make': record({
    ownerId,
    label: goodName,
    uses: fc.integer({ min: 1, max: 9 }),
    permissions: goodPermissions,
    tags: goodTags,
    key: fc.constant(`mpo_nobody_${'a'.repeat(43)}`),
  }),
  'registry.setup-key.list': record({ ownerId }),
  'registry.setup-key.revoke': record({ ownerId, setupKeyId: goodId }),
  'registry.join': record({
    setupKey: fc.constant(`mps_nobody_${'a'.repeat(43)}`),
    publicKey: goodSecret,
    provenKey: goodSecret,
    ip: goodAddress,
    device: fc.record({ name: goodName, nodeId: goodId }),
  }),
  'registry.invitation.list': record({ ownerId }),
  'registry.invitation.revoke': record({ ownerId, invitationId: goodId }),
  'registry.invitation.preview': record({ codeDigest: goodSecret }),
  'registry.invitation.accept': record({ code: goodSecret, sessionDigest: goodSecret }),
  'registry.account.begin': fc.constant({}),
  'registry.account.offer': record({ ownerId, key: fc.constant(`mpo_nobody_${'a'.repeat(43)}`) }),
  'registry.account.link': record({
    issuer: fc.constant('https://id.invalid'),
    subject: goodId,
    state: goodSecret,
    label: goodName,
  }),
  'registry.account.list': record({ ownerId }),
  'registry.account.unlink': record({ ownerId, accountId: goodId }),
  'registry.touch.ask': record({
    ownerId,
    rpId: fc.constant('localhost'),
    subject: fc.constant({ rule: 'never' }),
  }),
  'registry.touch.read': record({ ownerId }),
  'registry.touch.take': record({ ownerId, subject: fc.constant({ pairingId: 'p1' }), answer: goodAnswer }),
  'registry.touch.set': record({ ownerId, rule: fc.constant('always'), answer: goodAnswer }),
  'registry.passkey.ask': fc.constant({ rpId: 'localhost' }),
  'registry.passkey.list': record({ ownerId }),
  'registry.passkey.offer': record({
    ownerId,
    ownerName: goodName,
    key: fc.constant(`mpo_nobody_${'a'.repeat(43)}`),
    rpId: fc.constant('localhost'),
    meshName: goodName,
  }),
  'registry.passkey.add': record({
    ownerId,
    name: goodName,
    challenge: goodSecret,
    origin: fc.constant('http://localhost'),
    attestation: goodAttestation,
  }),
  'registry.passkey.remove': record({ ownerId, passkeyId: goodId }),
  'registry.console.list': record({ ownerId }),
  'registry.console.end': record({ ownerId, sessionId: goodId }),
  'registry.node.list': and(goodSearch, { ownerId, limit }),
  'registry.node.get': ofNode,
  'registry.node.at': fc.record({
    questions: fc.array(and(ofNode, { ip: goodAddress }), { minLength: 1, maxLength: 3 }),
  }),
  'registry.node.update': and(ofNode, { name: goodName, tags: goodTags }),
  'registry.node.facets': record({ ownerId }),
  'registry.nodes.change': record({ ownerId, nodes: goodSelection, addTags: goodTags }),
  'registry.nodes.suspend': record({ ownerId, nodes: goodSelection }),
  'registry.nodes.restore': record({ ownerId, removalId: goodId }),
  'registry.policy.get': record({ ownerId }),
  'registry.policy.set': record({ ownerId, rules: goodRules }),
  'registry.node.remove': ofNode,
  'registry.proof.spend': record({
    provenKey: goodSecret,
    jti: goodId,
    issuedAt: fc.integer({ min: 0, max: 4_000_000_000 }),
  }),
  'registry.tokens.claim': claim,
  'registry.tokens.mint': ofPairing,
  'registry.tokens.introspect': aboutToken,
  'registry.tokens.revoke': aboutToken,
  'registry.tokens.refresh': claimed.map(({ peerToken }) => ({ token: peerToken })),
  'registry.console.open': fc
    .tuple(goodSecret, itemOf('owner'))
    .map(([sessionDigest, { ownerKey }]) => ({ sessionDigest, credential: { key: ownerKey } })),
  'registry.console.authenticate': record({ sessionDigest: goodSecret }),
  'registry.console.close': record({ sessionDigest: goodSecret }),
  'registry.me.get': session,
  'registry.me.update': and(session, { name: goodName }),
  'registry.me.leave': session,
  'registry.me.heartbeat': session,
  'registry.me.watch': session,
  'registry.me.peers': and(session, { limit }),
  'registry.jwks': fc.constant({}),
  'registry.health': fc.constant({}),
  'webhooks.create': record({
    ownerId,
    url: fc.constantFrom('http://192.0.2.1/hook', 'https://mesh.invalid/hook'),
    events: fc.subarray([...ALL_EVENT_TYPES]),
    shape: fc.constantFrom(...WEBHOOK_SHAPES),
  }),
  'webhooks.push-key': record({}),
  'webhooks.list': record({ ownerId }),
  'webhooks.get': ofWebhook,
  'webhooks.update': and(ofWebhook, { enabled: fc.boolean(), token: fc.constantFrom(null, 'tk_1') }),
  'webhooks.remove': ofWebhook,
  'webhooks.rotate': and(ofWebhook, { graceSeconds: fc.nat(600) }),
  'webhooks.test': ofWebhook,
  'webhooks.deliveries': and(ofWebhook, { limit }),
  'webhooks.resend': and(ofWebhook, { deliveryId: goodId }),
  'webhooks.replay': and(ofWebhook, { since: fc.constant('2026-11-24T00:00:00.000Z') }),
  'webhooks.count': fc.constant({}),
  'webhooks.health': fc.constant({}),
};
