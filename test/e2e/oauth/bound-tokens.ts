import { expect } from '@jest/globals';
import { makeDeviceKey } from '@meshpair/testing';
import { DEVICE_GRANT, errorOf, type Form, type OAuthMesh } from './oauth-mesh.js';

/** A device that proves a key gets tokens that are bound to it, and renews them with it only. */
export async function bindsItsTokens(mesh: OAuthMesh): Promise<void> {
  const [own, other] = [makeDeviceKey(), makeDeviceKey()];
  const codes = await mesh.begin();
  const { body } = await mesh.take(codes.user_code);
  await mesh.approve(body.pairingId);
  const url = `${mesh.system.baseUrl}/oauth/token`;
  const proof = (change: Partial<Parameters<typeof own.dpopFor>[0]> = {}, key = own): Form => ({
    dpop: key.dpopFor({ method: 'POST', url, ...change }),
  });
  const form = { client_id: 'radio', grant_type: DEVICE_GRANT, device_code: codes.device_code };
  const used = proof();
  const tokens = await mesh.ask('/oauth/token', form, used);
  expect(tokens.body).toMatchObject({ token_type: 'DPoP' });
  const isNoProof = async (headers: Form): Promise<void> =>
    expect(errorOf(await mesh.ask('/oauth/token', form, headers))).toEqual([400, 'invalid_dpop_proof']);
  await isNoProof(used);
  await isNoProof(proof({ method: 'GET' }));
  await isNoProof(proof({ url: `${mesh.system.baseUrl}/oauth/other` }));
  await isNoProof(proof({ claims: { iat: Math.floor(Date.now() / 1000) - 3600 } }));
  await isNoProof({ dpop: 'no proof' });
  // Of another key, and of none.
  expect(errorOf(await mesh.ask('/oauth/token', form, proof({}, other)))).toEqual([400, 'invalid_grant']);
  expect(errorOf(await mesh.ask('/oauth/token', form))).toEqual([400, 'invalid_grant']);

  const refresh = {
    client_id: 'radio',
    grant_type: 'refresh_token',
    refresh_token: String(tokens.body['refresh_token']),
  };
  for (const headers of [{}, proof({}, other)])
    expect(errorOf(await mesh.ask('/oauth/token', refresh, headers))).toEqual([400, 'invalid_grant']);
  const renewed = await mesh.ask('/oauth/token', refresh, proof());
  expect(renewed.body).toMatchObject({ token_type: 'DPoP', access_token: tokens.body['access_token'] });
  const token = String(renewed.body['access_token']);
  const me = { path: '/me', headers: { authorization: `DPoP ${token}` } };
  const dpop = own.dpopFor({ method: 'GET', url: `${mesh.system.baseUrl}/me`, token });
  expect((await mesh.client.call({ ...me, headers: { ...me.headers, dpop } })).status).toBe(200);
  expect((await mesh.client.call({ path: '/me', bearer: token })).status).toBe(401);
}
