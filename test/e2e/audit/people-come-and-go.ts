import { expect } from '@jest/globals';
import type { AuditEvent } from '@meshpair/contracts';
import { invite, joinMesh, waitFor } from '@meshpair/testing';
import { about, type WatchedMesh } from './watched-mesh.js';

/** Makes each event of a person happen, and one that a person causes. */
export async function comeAndGo({ client, key, asOwner, newest }: WatchedMesh): Promise<void> {
  const isBy = { actorkind: 'owner', actorid: key.split('_')[1] };
  const { invitationId } = await invite(client, key, { name: 'Mallory', role: 'owner' });
  expect(await newest('PersonInvited', about(invitationId))).toMatchObject({
    ...isBy,
    data: { invitationId, name: 'Mallory', role: 'owner' },
  });
  await asOwner('DELETE', `/owner/people/invitations/${invitationId}`);
  expect(await newest('InvitationRevoked', about(invitationId))).toMatchObject(isBy);

  const bob = await joinMesh(client, key, { name: 'Bob', role: 'approver' });
  const { personId } = bob;
  const byBob = { actorkind: 'owner', actorid: bob.keyId, actorperson: personId, actorname: 'Bob' };
  expect(await newest('PersonJoined', about(personId))).toMatchObject({
    ...byBob,
    data: { personId, name: 'Bob', role: 'approver', keyId: bob.keyId },
  });
  const start = { method: 'POST', path: '/pairing/start', bearer: bob.key, json: {} };
  const { pairingId } = (await client.call(start)).body;
  const cancel = { method: 'DELETE', path: `/pairing/${String(pairingId)}`, bearer: bob.key };
  expect((await client.call(cancel)).body).toMatchObject({ state: 'Failed', reason: 'cancelled' });
  const byPerson = async (): Promise<readonly AuditEvent[]> =>
    (await asOwner('GET', `/audit/events?actor=${personId}`)).body.items as AuditEvent[];
  const events = await waitFor(
    async () => {
      const all = await byPerson();
      return all.length >= 5 && all;
    },
    { message: 'what Bob has done is in the trail' },
  );
  for (const event of events) expect(event).toMatchObject(byBob);
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['PersonJoined', 'ConsoleSignedIn', 'TokenCreated', 'PairingFailed']),
  );

  await asOwner('PATCH', `/owner/people/${personId}`, { role: 'viewer' });
  expect(await newest('PersonChanged', about(personId))).toMatchObject({
    ...isBy,
    data: { role: 'viewer', previousRole: 'approver', previousName: 'Bob' },
  });
  await asOwner('DELETE', `/owner/people/${personId}`);
  expect(await newest('PersonRemoved', about(personId))).toMatchObject(isBy);
  expect(await newest('OwnerKeyRevoked', about(bob.keyId))).toMatchObject(isBy);
}
