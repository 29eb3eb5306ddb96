import type { HttpAnswer, HttpClient, Misbehaviour, SoftwareAuthenticator } from '@meshpair/testing';

interface At {
  /** With the page's `origin`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authenticator: SoftwareAuthenticator;
}

const cookieOf = ({ headers }: HttpAnswer, name: string): string =>
  headers['set-cookie']?.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0] ?? '';

/** The cookie of the console that an answer has signed in. */
export const consoleCookieOf = (answer: HttpAnswer): string => cookieOf(answer, 'meshpair_console');

/** What is signed, for which `POST /console/session` may be called again and again. */
export async function signedByPasskey(
  client: HttpClient,
  { headers, authenticator }: At,
  wrong: Misbehaviour = {},
): Promise<{ readonly json: object; readonly headers: Readonly<Record<string, string>> }> {
  const { host } = new URL(headers['origin'] ?? '');
  const own = { ...headers, host };
  const asked = await client.call({ method: 'POST', path: '/console/passkey/options', headers: own });
  const cookie = cookieOf(asked, 'meshpair_challenge');
  return { json: { passkey: authenticator.assert(asked.body, wrong) }, headers: { ...own, cookie } };
}

/** Signs a console in by a passkey, as a browser at the page does. */
export async function signInByPasskey(
  client: HttpClient,
  at: At,
  wrong: Misbehaviour = {},
): Promise<HttpAnswer> {
  const signed = await signedByPasskey(client, at, wrong);
  return client.call({ method: 'POST', path: '/console/session', ...signed });
}

/** Makes a passkey and adds it to those of the owner. */
export async function addPasskey(
  client: HttpClient,
  { key, headers, authenticator }: At & { readonly key: string },
): Promise<{ readonly passkeyId: string; readonly name: string }> {
  const { host } = new URL(headers['origin'] ?? '');
  const by = { method: 'POST', bearer: key };
  const path = '/owner/passkeys';
  const own = { ...headers, host };
  const asked = await client.call({ ...by, path: `${path}/options`, headers: own, json: {} });
  if (asked.status !== 200) throw new Error(`no passkey is offered: ${asked.text}`);
  const cookie = cookieOf(asked, 'meshpair_challenge');
  const json = { name: 'My phone', attestation: authenticator.attest(asked.body) };
  const added = await client.call({ ...by, path, headers: { ...own, cookie }, json });
  if (added.status !== 201) throw new Error(`the passkey is refused: ${added.text}`);
  return added.body as { passkeyId: string; name: string };
}

/** A touch for one thing, and the cookie that it counts with. */
export async function touched(
  client: HttpClient,
  { headers, authenticator, cookie }: At & { readonly cookie: string },
  json: object,
): Promise<{ readonly touch: object; readonly cookie: string }> {
  const { host } = new URL(headers['origin'] ?? '');
  const own = { ...headers, host, cookie };
  const asked = await client.call({ method: 'POST', path: '/owner/touch/options', headers: own, json });
  return { touch: authenticator.assert(asked.body), cookie: cookieOf(asked, 'meshpair_challenge') };
}
