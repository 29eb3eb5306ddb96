import { setTimeout as wait } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';

// As `openid-client.mjs`, by the library below it.
const issuer = new URL(process.argv[2] ?? '');
const server = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, { algorithm: 'oauth2' }),
);
const client = { client_id: 'Build machine' };
const auth = oauth.None();
const codes = await oauth.processDeviceAuthorizationResponse(
  server,
  client,
  await oauth.deviceAuthorizationRequest(server, client, auth, { scope: 'mesh:read' }),
);
process.send?.({ codes });

/** @returns {Promise<oauth.TokenEndpointResponse>} */
async function poll() {
  await wait((codes.interval ?? 5) * 1000);
  try {
    const response = await oauth.deviceCodeGrantRequest(server, client, auth, codes.device_code);
    return await oauth.processDeviceCodeResponse(server, client, response);
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error === 'authorization_pending') return poll();
    throw error;
  }
}

const tokens = await poll();
const renewed = await oauth.processRefreshTokenResponse(
  server,
  client,
  await oauth.refreshTokenGrantRequest(server, client, auth, tokens.refresh_token ?? ''),
);
process.send?.({ tokens, renewed });
