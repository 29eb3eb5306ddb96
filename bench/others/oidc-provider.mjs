import { generateKeyPairSync, randomUUID } from 'node:crypto';
import Provider from 'oidc-provider';
import { baseUrl, serve } from './serve.mjs';

/**
 * oidc-provider's device flow (RFC 8628) with its own pages. The client is the provider's own: who is signed in
 * confirms the device on the page, and is not asked for consent once more, as the recipe "skipping consent screen"
 * has it. The access token and the ID token are those of the defaults; the latter is signed by ES256, which costs
 * less than RS256.
 */
const CLIENT = {
  client_id: 'device',
  client_name: 'Device',
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
  response_types: [],
  redirect_uris: [],
  token_endpoint_auth_method: 'none',
  id_token_signed_response_alg: 'ES256',
};

const SCOPE = 'openid';

const store = process.env.REDIS_URL ? await import('./oidc-redis.mjs') : await import('./oidc-postgres.mjs');

const privateKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

/** The user's grant to the client: made once, and found again by each of the user's devices. */
async function loadExistingGrant(ctx) {
  const { client, session, provider, result } = ctx.oidc;
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  if (grantId) return provider.Grant.find(grantId);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  return grant;
}

// It says a notice the first time that a page of its own is shown.
console.info = () => undefined;

const makeProvider = () =>
  new Provider(baseUrl, {
    adapter: store.makeAdapter(),
    clients: [CLIENT],
    jwks: { keys: [{ ...JSON.parse(process.env.SIGNING_KEY ?? ''), use: 'sig', alg: 'ES256' }] },
    features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant,
  });

await serve({
  async prepare() {
    await store.prepare();
    return { SIGNING_KEY: JSON.stringify(privateKey()) };
  },
  async handler() {
    const provider = makeProvider();
    provider.on('server_error', (_ctx, error) => console.error(error));
    const answer = provider.callback();
    return (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return answer(request, response);
      // The login, which is not measured: each is a new user.
      const login = { login: { accountId: randomUUID() } };
      return provider.interactionFinished(request, response, login).catch((error) => {
        console.error(error);
        response.writeHead(500).end();
      });
    };
  },
});
