import { expect } from '@jest/globals';
import type { MeshCloudEvent } from '@meshpair/contracts';
import { SoftwareAuthenticator } from '@meshpair/testing';
import { addPasskey, consoleCookieOf, signInByPasskey, touched } from '../console/passkey-calls.js';
import type { WatchedMesh } from './watched-mesh.js';

/** All that can happen to a passkey, each with its event. */
export async function passkeyHappens({ system, client, key, newest }: WatchedMesh): Promise<void> {
  const headers = { origin: system.baseUrl.replace('127.0.0.1', 'localhost') };
  const authenticator = new SoftwareAuthenticator(headers.origin);
  const { passkeyId, name } = await addPasskey(client, { key, headers, authenticator });
  const isIt = ({ subject }: MeshCloudEvent): boolean => subject === passkeyId;
  const isByKey = { actorkind: 'owner', actorid: key.split('_')[1], data: { passkeyId, name } };
  expect(await newest('PasskeyAdded', isIt)).toMatchObject(isByKey);
  const signedIn = await signInByPasskey(client, { headers, authenticator });
  expect(signedIn.status).toBe(200);
  const isByPasskey = { actorkind: 'owner', actorid: passkeyId };
  expect(await newest('ConsoleSignedIn', (event) => event.data['passkeyId'] === passkeyId)).toMatchObject({
    ...isByPasskey,
    data: { by: 'passkey' },
  });

  const cookie = consoleCookieOf(signedIn);
  for (const rule of ['console', 'never']) {
    const given = await touched(client, { headers, authenticator, cookie }, { rule });
    const own = { ...headers, host: new URL(headers.origin).host, cookie: `${cookie}; ${given.cookie}` };
    const json = { rule, touch: given.touch };
    const set = await client.call({ method: 'PUT', path: '/owner/touch-rule', headers: own, json });
    expect(set.status).toBe(200);
    expect(await newest('TouchRuleChanged', (event) => event.data['rule'] === rule)).toMatchObject(
      isByPasskey,
    );
  }

  expect((await signInByPasskey(client, { headers, authenticator }, { count: 1 })).status).toBe(401);
  expect(await newest('PasskeyRefused', isIt)).toMatchObject({ actorkind: 'stranger' });
  const removal = { method: 'DELETE', path: `/owner/passkeys/${passkeyId}`, bearer: key };
  expect((await client.call(removal)).status).toBe(204);
  expect(await newest('PasskeyRemoved', isIt)).toMatchObject(isByKey);
}

/** A sign-in by key, and the sign-out. */
export async function consoleHappens({ system, client, key, newest }: WatchedMesh): Promise<void> {
  const [, keyId = ''] = key.split('_');
  const path = '/console/session';
  const answer = await client.call({ method: 'POST', path, json: { key } });
  const signedIn = await newest('ConsoleSignedIn', (event) => event.data['keyId'] === keyId);
  expect(signedIn).toMatchObject({ actorkind: 'owner', actorid: keyId, data: { by: 'key' } });
  const headers = { cookie: consoleCookieOf(answer), origin: system.baseUrl };
  await client.call({ method: 'DELETE', path, headers });
  await newest('ConsoleSignedOut', (event) => event.data['keyId'] === keyId);
}
