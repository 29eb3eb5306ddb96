import type { HttpAnswer, HttpClient } from './http-client.js';

/** A person of a mesh, and all that signs it in. */
export interface JoinedPerson {
  readonly personId: string;
  readonly name: string;
  readonly key: string;
  readonly keyId: string;
  /** Of the console that accepted. */
  readonly cookie: string;
}

/** Invites somebody to the owner's mesh; the answer, and the code of the link. */
export async function invite(
  client: HttpClient,
  ownerKey: string,
  person: { readonly name: string; readonly role: string; readonly ttlSeconds?: number },
): Promise<HttpAnswer & { readonly code: string; readonly invitationId: string }> {
  const path = '/owner/people/invitations';
  const answer = await client.call({ method: 'POST', path, bearer: ownerKey, json: person });
  const [, code = ''] = String(answer.body.url).split('#invitation=');
  return { ...answer, code, invitationId: String(answer.body.invitationId) };
}

export const acceptInvitation = (client: HttpClient, code: string): Promise<HttpAnswer> =>
  client.call({ method: 'POST', path: '/invitation/accept', json: { code } });

/** Invites a person, who accepts. */
export async function joinMesh(
  client: HttpClient,
  ownerKey: string,
  person: { readonly name: string; readonly role: string },
): Promise<JoinedPerson> {
  const { code } = await invite(client, ownerKey, person);
  const answer = await acceptInvitation(client, code);
  if (answer.status !== 200) throw new Error(`accept answered ${answer.status}: ${answer.text}`);
  const { person: joined, key } = answer.body as { person: { personId: string }; key: string };
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return { ...joined, name: person.name, key, keyId: key.split('_')[1] ?? '', cookie };
}
