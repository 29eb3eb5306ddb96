import * as client from 'openid-client';

// A device that knows OAuth, and nothing of the mesh but its address.
const [issuer = ''] = process.argv.slice(2);
const config = await client.discovery(new URL(issuer), 'Kitchen radio', undefined, client.None(), {
  algorithm: 'oauth2',
});
const codes = await client.initiateDeviceAuthorization(config, {});
process.send?.({ codes });
const tokens = await client.pollDeviceAuthorizationGrant(config, codes);
const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
process.send?.({ tokens, renewed });
