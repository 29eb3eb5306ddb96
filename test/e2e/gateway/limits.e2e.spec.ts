import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connect,
  deviceAddress,
  type HttpAnswer,
  type HttpCall,
  HttpClient,
  type RunningSystem,
  start,
  startSystem,
  verify,
  waitFor,
  wrongPins,
} from '@meshpair/testing';

const ATTACKER = '127.2.0.1';
const BYSTANDER = '127.2.0.2';
/** As in the gateway's stream slots. */
const STREAMS_PER_ADDRESS = 64;

function tally(answers: readonly HttpAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = `${status} ${typeof body.code === 'string' ? body.code : 'ok'}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** Every refusal says when to come back. */
function expectRetryAfter(answers: readonly HttpAnswer[]): void {
  for (const { headers } of answers.filter(({ status }) => status === 429)) {
    expect(headers['retry-after']).toMatch(/^\d{1,3}$/);
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(10);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(63);
  }
}

/** Far enough from the next window that what a test does falls into one. */
const windowHasRoom = (): Promise<unknown> =>
  waitFor(() => Date.now() % 60_000 < 35_000, { timeoutMs: 40_000, message: 'the next window' });

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

describe('limits over two gateways and two pairing services', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  const clients: HttpClient[] = [];
  const key = (): string => system.ownerKey;

  beforeAll(async () => {
    system = await startSystem({ replicas: { gateway: 2, pairing: 2 } });
    owner = new HttpClient(system.baseUrl);
  });

  afterAll(async () => {
    for (const client of [owner, ...clients]) client?.close();
    await system?.stop();
  });

  /** One client at an address, that goes to the gateways in turn. */
  const inTurn = (address: string): ((call: HttpCall) => Promise<HttpAnswer>) => {
    const own = system.gatewayUrls.map((url) => new HttpClient(url, address, 64));
    clients.push(...own);
    let turn = 0;
    return (call) => own[(turn += 1) % own.length]!.call(call);
  };

  it('tell the owner that a second device tried the same code', async () => {
    const { pairingId, token } = await start(owner, key());
    const contested = async (): Promise<unknown> =>
      (await owner.call({ path: `/pairing/${pairingId}`, bearer: key() })).body.contested;
    const json = { token, device: { name: 'Phone' } };
    const tryToken = { method: 'POST', path: '/pairing/connect', json };
    expect((await inTurn('127.2.2.1')(tryToken)).status).toBe(200);
    expect(await contested()).toBe(false);
    expect((await inTurn('127.2.2.2')(tryToken)).body.code).toBe('already_connected');
    expect(await contested()).toBe(true);
  });

  it('let 20 connects a minute of an address through, also of one who guesses tokens', async () => {
    await windowHasRoom();
    const json = { token: 'A'.repeat(43), device: { name: 'Phone' } };
    const guess = { method: 'POST', path: '/pairing/connect', json };
    const attacker = inTurn('127.2.1.1');
    const answers = await times(30, () => attacker(guess));
    expect(tally(answers)).toEqual({ '404 token_not_found': 20, '429 too_many_requests': 10 });
    expectRetryAfter(answers);

    const form = { token: json.token, name: 'Phone' };
    const page = await attacker({ method: 'POST', path: '/join', form, headers: { accept: 'text/html' } });
    expect([page.status, page.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
    expectRetryAfter([page]);
    expect((await inTurn('127.2.1.2')(guess)).status).toBe(404);
  });

  it('judge 20 of 200 wrong PINs of an address, and then not even the right one', async () => {
    const pairings = await times(40, async (index) => {
      const { pairingId, token } = await start(owner, key());
      const device = new HttpClient(system.baseUrl, deviceAddress(index), 1);
      const { pin } = await connect(device, token);
      device.close();
      return { pairingId, pin };
    });
    await windowHasRoom();
    const attacker = inTurn(ATTACKER);
    const tryPin = (pairingId: string, pin: string): Promise<HttpAnswer> =>
      attacker({ method: 'POST', path: '/pairing/verify', bearer: key(), json: { pairingId, pin } });
    const guesses = pairings.flatMap(({ pairingId, pin }) =>
      wrongPins(pin, 5).map((wrong) => tryPin(pairingId, wrong)),
    );
    const answers = await Promise.all(guesses);
    expect(tally(answers)).toEqual({ '400 invalid_pin': 20, '429 too_many_requests': 180 });
    expectRetryAfter(answers);

    const { items } = (await owner.call({ path: '/pairing?limit=100', bearer: key() })).body as {
      items: readonly { pairingId: string; attemptsLeft: number | null; state: string }[];
    };
    const used = items.map(({ attemptsLeft, state }) => (state === 'Failed' ? 5 : 5 - (attemptsLeft ?? 5)));
    expect(used.reduce((sum, attempts) => sum + attempts, 0)).toBe(20);

    const untouched = items.find(({ attemptsLeft }) => attemptsLeft === 5);
    const right = pairings.find(({ pairingId }) => pairingId === untouched?.pairingId)!;
    expect((await tryPin(right.pairingId, right.pin)).status).toBe(429);
    const bystander = new HttpClient(system.baseUrl, BYSTANDER);
    clients.push(bystander);
    expect((await verify(bystander, key(), right)).body.state).toBe('DeviceRegistered');
  });

  it('let an owner start 60 pairings a minute', async () => {
    const wanted = { method: 'POST', path: '/pairing/start', bearer: key(), json: {} };
    const asOwner = inTurn('127.0.0.1');
    const answers = await times(70, () => asOwner(wanted));
    const counts = tally(answers);
    expect(counts['201 ok']).toBeLessThanOrEqual(60);
    expect(counts['429 too_many_requests']).toBeGreaterThanOrEqual(10);
    expect((counts['201 ok'] ?? 0) + (counts['429 too_many_requests'] ?? 0)).toBe(70);
    for (const { headers } of answers.filter(({ status }) => status === 429)) {
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
  });

  it('keep an address from holding more event streams than one needs', async () => {
    const { items } = (await owner.call({ path: '/pairing?state=open', bearer: key() })).body as {
      items: readonly { pairingId: string }[];
    };
    const url = new URL(`/pairing/${items[0]?.pairingId}/events`, system.baseUrl);
    const leaving = new AbortController();
    const follow = (): Promise<Response> =>
      fetch(url, { headers: { authorization: `Bearer ${key()}` }, signal: leaving.signal });
    const streams = await times(STREAMS_PER_ADDRESS + 6, follow);
    const refused = streams.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(6);
    expect(refused[0]?.headers.get('retry-after')).toBe('10');
    leaving.abort();
    const again = await waitFor(
      async () => {
        const answer = await fetch(url, { headers: { authorization: `Bearer ${key()}` } });
        return answer.status === 200 && answer;
      },
      { message: 'a slot is free again' },
    );
    await again.body?.cancel();
  });
});
