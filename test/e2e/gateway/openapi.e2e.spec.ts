import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoneGateway, startLoneGateway } from '@meshpair/testing';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const ROUTES = [
  'delete /console/session',
  'delete /me',
  'delete /nodes/removals/{id}',
  'delete /nodes/{id}',
  'delete /audit/keys/{id}',
  'delete /owner/accounts/{id}',
  'delete /owner/consoles',
  'delete /owner/consoles/{id}',
  'delete /owner/keys/{id}',
  'delete /owner/people/invitations/{id}',
  'delete /owner/people/{id}',
  'delete /owner/passkeys/{id}',
  'delete /pairing/{id}',
  'delete /setup-keys/{id}',
  'delete /webhooks/{id}',
  'get /',
  'get /.well-known/audit-keys.json',
  'get /.well-known/jwks.json',
  'get /.well-known/oauth-authorization-server',
  'get /audit/events',
  'get /audit/export',
  'get /audit/keys',
  'get /audit/owners',
  'get /code',
  'get /console/oidc/callback',
  'get /console/oidc/start',
  'get /cli',
  'get /cli.mjs',
  'get /console/session',
  'get /console/sign-in',
  'get /graphql',
  'get /health/live',
  'get /health/ready',
  'get /join',
  'get /join/events',
  'get /join/home',
  'get /join/state',
  'get /join/status',
  'get /me',
  'get /me/peers',
  'get /me/peers/events',
  'get /metrics',
  'get /nodes',
  'get /nodes/{id}',
  'get /owner/accounts',
  'get /owner/consoles',
  'get /owner/device-codes',
  'get /owner/facets',
  'get /owner/keys',
  'get /owner/people',
  'get /owner/people/invitations',
  'get /owner/policy',
  'get /owner/passkeys',
  'get /owner/touch-rule',
  'get /owners',
  'get /pairing',
  'get /pairing/{id}',
  'get /pairing/{id}/events',
  'get /setup-keys',
  'get /tokens/check',
  'get /webhooks',
  'get /webhooks/push-key',
  'get /webhooks/{id}',
  'get /webhooks/{id}/deliveries',
  'patch /me',
  'patch /nodes',
  'patch /nodes/{id}',
  'patch /owner/people/{id}',
  'post /audit/keys',
  'post /setup-keys',
  'post /setup-keys/join',
  'patch /webhooks/{id}',
  'post /console/passkey/options',
  'post /console/session',
  'post /graphql',
  'post /invitation/accept',
  'post /invitation/preview',
  'post /join',
  'post /join/leave',
  'post /join/rename',
  'post /me/heartbeat',
  'post /nodes/removals',
  'post /oauth/device_authorization',
  'post /oauth/token',
  'post /owner/keys',
  'post /owner/people/invitations',
  'post /owner/accounts/link',
  'post /owner/passkeys',
  'post /owner/passkeys/options',
  'post /owner/touch/options',
  'post /owners',
  'post /pairing/connect',
  'post /pairing/start',
  'post /pairing/take',
  'post /pairing/verify',
  'post /pairing/{id}/approve',
  'post /pairing/{id}/claim',
  'post /pairing/{id}/deny',
  'post /tokens/introspect',
  'post /tokens/refresh',
  'post /tokens/revoke',
  'post /webhooks',
  'post /webhooks/{id}/deliveries/{deliveryId}/resend',
  'post /webhooks/{id}/replay',
  'post /webhooks/{id}/secret',
  'post /webhooks/{id}/test',
  'put /owner/device-codes',
  'put /owner/policy',
  'put /owner/touch-rule',
];

describe('/openapi.json', () => {
  let gateway: LoneGateway;
  let document: OpenApi;

  beforeAll(async () => {
    gateway = await startLoneGateway();
    document = (await (await fetch(new URL('/openapi.json', gateway.baseUrl))).json()) as OpenApi;
  });

  afterAll(() => gateway.stop());

  const operations = (): readonly (readonly [string, Operation])[] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );

  it('describes every route', () => {
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual([...ROUTES].sort());
  });

  it('gives each operation an id of its own, as a generated client would call it', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    for (const id of ids) expect(id).toMatch(/^[a-z]+[A-Z]\w+$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('declares each parameter of a path', () => {
    for (const [name, { parameters = [] }] of operations()) {
      const declared = parameters
        .filter((parameter) => parameter.in === 'path')
        .map((one) => `{${one.name}}`);
      expect(declared).toEqual(name.match(/\{\w+\}/g) ?? []);
    }
  });

  it('names what several routes answer, and says it once', () => {
    const schemas = document.components['schemas'] ?? {};
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining(['Event', 'MeshEvent', 'Node', 'Pairing', 'Problem']),
    );
    const nodes = JSON.stringify(document.paths['/nodes']);
    expect(nodes).toContain('"items":{"$ref":"#/components/schemas/Node"}');
    expect(nodes).not.toContain('lastSeenAt":{');
    expect(JSON.stringify(document)).not.toMatch(/#\/(definitions|\$defs)|"(readOnly|nullable|\$schema)"/);
  });

  it('points only to what is there', () => {
    const references = JSON.stringify(document).match(/"#\/components\/[^"]+"/g) ?? [];
    for (const reference of new Set(references)) {
      const [, , group = '', name = ''] = reference.slice(1, -1).split('/');
      expect(document.components[group]).toHaveProperty(name);
    }
  });

  it('says who may call, and what refusals look like', () => {
    const known = Object.keys(document.components['securitySchemes'] ?? {}).sort();
    expect(known).toEqual(['auditor', 'claim', 'console', 'owner', 'peer', 'session']);
    for (const [name, { security, responses }] of operations()) {
      if (security === undefined) throw new Error(`${name} does not say who may call`);
      for (const scheme of security.flatMap((one) => Object.keys(one))) expect(known).toContain(scheme);
      if (security.length > 0) expect(responses).toHaveProperty('401');
      for (const [status, { content = {} }] of Object.entries(responses)) {
        const isGraphql = content['application/json'] !== undefined && status === '400';
        // OAuth has a form of its own for what it refuses (RFC 6749 §5.2).
        const isOAuth = name.includes(' /oauth/');
        if (Number(status) >= 400 && !isGraphql && !isOAuth)
          expect(content).toHaveProperty('application/problem+json');
      }
    }
  });
});
