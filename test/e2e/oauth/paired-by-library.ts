import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Codes, OAuthMesh } from './oauth-mesh.js';

/** The program of a library, unchanged, pairs over TLS and renews its token; its owner types the code. */
export async function pairsByLibrary(mesh: OAuthMesh, library: string): Promise<void> {
  const child = fork(join('test/e2e/oauth', `${library}.mjs`), [mesh.system.baseUrl], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: mesh.caFile },
  });
  const exit = once(child, 'exit');
  const [{ codes }] = (await once(child, 'message')) as [{ codes: Codes }];
  expect(codes).toMatchObject({
    user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
    verification_uri: `${mesh.system.baseUrl}/code`,
    expires_in: 600,
    interval: 2,
  });
  const taken = await mesh.take(codes.user_code.toLowerCase().replace('-', ' '));
  expect(taken.body).toMatchObject({
    state: 'DeviceConnected',
    approval: 'device_code',
    attemptsLeft: null,
    otherNetwork: null,
    device: { name: library === 'openid-client' ? 'Kitchen radio' : 'Build machine' },
  });
  const { pairingId } = taken.body;
  expect((await mesh.approve(pairingId)).body).toMatchObject({ state: 'DeviceRegistered' });
  const [{ tokens, renewed }] = (await once(child, 'message')) as [Record<string, Record<string, unknown>>];
  await exit;
  const scope = library === 'openid-client' ? 'mesh:read mesh:connect' : 'mesh:read';
  expect(tokens).toMatchObject({ token_type: 'bearer', scope, expires_in: expect.any(Number) });
  expect(renewed).toMatchObject({ token_type: 'bearer', scope });
  expect(renewed?.['refresh_token']).not.toBe(tokens?.['refresh_token']);

  const me = await mesh.client.call({ path: '/me', bearer: String(renewed?.['access_token']) });
  expect([me.status, me.body.id]).toEqual([200, tokens?.['node_id']]);
  const { body } = await mesh.asOwner('GET', `/audit/events?pairingId=${String(pairingId)}`);
  expect((body['items'] as { type: string }[]).map(({ type }) => type)).toEqual([
    'TokenCreated',
    'DeviceScanned',
    'PinVerified',
    'DeviceRegistered',
  ]);
  const form = { token: String(tokens?.['peer_token']) };
  const introspected = await mesh.client.call({
    method: 'POST',
    path: '/tokens/introspect',
    bearer: mesh.system.ownerKey,
    form,
  });
  expect(introspected.body).toMatchObject({ active: true, token_use: 'peer', scope });
}
