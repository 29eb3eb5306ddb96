import { type HttpAnswer, HttpClient } from './http-client.js';
import { waitFor } from './wait-for.js';

/** Every secret that a flow has met, so that a test can look for them where they must not be. */
export interface FlowSecrets {
  readonly token: string;
  readonly pin: string;
  readonly claimSecret: string;
  readonly sessionToken: string;
  readonly peerToken: string;
}

export interface Flow {
  readonly pairingId: string;
  readonly verify: HttpAnswer;
  readonly claim: HttpAnswer;
  readonly secrets: FlowSecrets;
}

/** The n-th address of a test's devices, from 127.1.0.1 on. */
export const deviceAddress = (index: number): string =>
  `127.1.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function mustBe(status: number, answer: HttpAnswer, step: string): HttpAnswer {
  if (answer.status !== status) throw new Error(`${step} answered ${answer.status}: ${answer.text}`);
  return answer;
}

/** The owner starts a pairing. */
export async function start(
  owner: HttpClient,
  ownerKey: string,
): Promise<{ pairingId: string; token: string }> {
  const answer = mustBe(
    201,
    await owner.call({ method: 'POST', path: '/pairing/start', bearer: ownerKey, json: {} }),
    'start',
  );
  return { pairingId: text(answer.body.pairingId), token: text(answer.body.token) };
}

/** All that its owner reads of a pairing but its time left, which goes on. */
export async function readPairing(
  owner: HttpClient,
  ownerKey: string,
  pairingId: string,
): Promise<HttpAnswer['body']> {
  const { body } = await owner.call({ path: `/pairing/${pairingId}`, bearer: ownerKey });
  const { secondsLeft, ...pairing } = body;
  return pairing;
}

/** A device connects with the token. */
export async function connect(
  device: HttpClient,
  token: string,
  name = 'Phone',
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ pin: string; claimSecret: string }> {
  const answer = mustBe(
    200,
    await device.call({
      method: 'POST',
      path: '/pairing/connect',
      json: { token, device: { name, ...more } },
    }),
    'connect',
  );
  return { pin: text(answer.body.pin), claimSecret: text(answer.body.claimSecret) };
}

export const verify = (
  owner: HttpClient,
  ownerKey: string,
  body: {
    token?: string;
    pairingId?: string;
    pin: string;
    onIpConflict?: string;
    replaceNodeId?: string;
  },
  query = '',
): Promise<HttpAnswer> =>
  owner.call({ method: 'POST', path: `/pairing/verify${query}`, bearer: ownerKey, json: body });

export const claim = (device: HttpClient, pairingId: string, claimSecret: string): Promise<HttpAnswer> =>
  device.call({ method: 'POST', path: `/pairing/${pairingId}/claim`, bearer: claimSecret });

/** The whole flow: start → connect → verify → registered → claim, the device at an address of its own. */
export async function pairDevice(
  baseUrl: string,
  owner: HttpClient,
  ownerKey: string,
  index: number,
): Promise<Flow> {
  const device = new HttpClient(baseUrl, deviceAddress(index), 1);
  try {
    const { pairingId, token } = await start(owner, ownerKey);
    const { pin, claimSecret } = await connect(device, token, `Phone ${index}`);
    const verified = await verify(owner, ownerKey, { pairingId, pin });
    const claimed = await claim(device, pairingId, claimSecret);
    const { sessionToken, peerToken } = claimed.body;
    return {
      pairingId,
      verify: verified,
      claim: claimed,
      secrets: { token, pin, claimSecret, sessionToken: text(sessionToken), peerToken: text(peerToken) },
    };
  } finally {
    device.close();
  }
}

/** The wrong PINs nearest to the right one. */
export const wrongPins = (pin: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    String(100_000 + ((Number(pin) - 100_000 + index + 1) % 900_000)),
  );

type AuditEvents = readonly Readonly<Record<string, unknown>>[];

/**
 * An owner's events of one pairing, as soon as there are so many. The trail ends before the oldest transaction that is
 * open anywhere in the Postgres cluster: beside other tests it lags behind what was answered.
 */
export const auditTrail = (
  client: HttpClient,
  bearer: string,
  pairingId: string,
  count: number,
): Promise<AuditEvents> =>
  waitFor(
    async () => {
      const { body } = await client.call({ path: `/audit/events?pairingId=${pairingId}`, bearer });
      const items = body.items as AuditEvents;
      return items.length >= count && items;
    },
    { message: `${count} events of the pairing are in the trail` },
  );
