import { describe, expect, it } from '@jest/globals';
import { pairingCommands, type Reply } from '@meshpair/contracts';
import { uniqueName, waitFor } from '@meshpair/testing';
import { errorOf, otherPin, TABLET, valueOf } from '../../test/fixed-context.js';
import { codesOf, connectedAt, usePairingReplicas } from '../../test/pairing-replicas.js';

const { connectDevice, getPairing, startPairing, takeRequest, verifyPin } = pairingCommands;
const running = usePairingReplicas({ RATE_LIMITS: 'on' });

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

function tally(replies: readonly Reply<unknown>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codesOf(replies)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

const refusalsOf = (replies: readonly Reply<unknown>[]): readonly ReturnType<typeof errorOf>[] =>
  replies.flatMap((reply) => (!reply.ok && reply.error.code === 'too_many_requests' ? [reply.error] : []));

/** Far enough from the next window that what a test does falls into one. */
const windowHasRoom = (): Promise<unknown> =>
  waitFor(() => Date.now() % 60_000 < 40_000, { message: 'the next window' });

function expectHonest(replies: readonly Reply<unknown>[]): void {
  for (const { retryAfterSeconds } of refusalsOf(replies)) {
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(10);
    expect(retryAfterSeconds).toBeLessThanOrEqual(63);
  }
}

/** A code that hardly any pairing has. */
const guess = (index: number): string =>
  `BBBB-BB${[Math.floor(index / 20), index % 20].map((place) => 'BCDFGHJKLMNPQRSTVWXZ'.charAt(place)).join('')}`;

describe('limits over two replicas', () => {
  it('let 20 of 200 wrong PINs that come at once from one IPv6 /64 be judged', async () => {
    const { replicas } = running;
    await windowHasRoom();
    const ownerId = uniqueName('owner');
    const pairings = await times(40, (index) => connectedAt(replicas, ownerId, `10.0.0.${index}`));
    const guesses = [0, 1, 2, 3, 4].flatMap(() => pairings);
    const replies = await Promise.all(
      guesses.map(({ pairingId, pin }, index) =>
        replicas.bus.send(verifyPin, {
          ownerId,
          pairingId,
          pin: otherPin(pin),
          ip: `2001:db8:1::${index.toString(16)}`,
        }),
      ),
    );
    expect(tally(replies)).toEqual({ invalid_pin: 20, too_many_requests: 180 });
    expectHonest(replies);
    const views = await Promise.all(
      pairings.map(({ pairingId }) => replicas.bus.send(getPairing, { pairingId, reader: { ownerId } })),
    );
    const used = views.map((view) => 5 - (valueOf(view).attemptsLeft ?? 0));
    expect(used.reduce((sum, attempts) => sum + attempts, 0)).toBe(20);

    const [first] = pairings;
    const right = { ownerId, pairingId: first!.pairingId, pin: first!.pin };
    expect(errorOf(await replicas.bus.send(verifyPin, { ...right, ip: '2001:DB8:1:0:ffff::1' })).code).toBe(
      'too_many_requests',
    );
    expect((await replicas.bus.send(verifyPin, { ...right, ip: '2001:db8:1:1::1' })).ok).toBe(true);
  });

  it('let 20 of 50 connects from one address, or one IPv6 /64, get as far as their token', async () => {
    await windowHasRoom();
    const connect = (ip: string): Promise<Reply<unknown>> =>
      running.replicas.bus.send(connectDevice, { token: 'A'.repeat(43), device: TABLET, ip });
    const replies = await times(50, (index) => connect(`2001:db8::${index.toString(16)}`));
    expect(tally(replies)).toEqual({ token_not_found: 20, too_many_requests: 30 });
    expectHonest(replies);
    expect(errorOf(await connect('2001:DB8:0:1::1')).code).toBe('token_not_found');
  });

  it('let an owner start 60 of 80 pairings', async () => {
    await windowHasRoom();
    const ownerId = uniqueName('owner');
    const replies = await times(80, () => running.replicas.bus.send(startPairing, { ownerId }));
    expect(tally(replies)).toEqual({ ok: 60, too_many_requests: 20 });
    expectHonest(replies);
  });

  it('never let an owner have more than 100 open pairings, however many start at once', async () => {
    const { replicas, database } = running;
    await windowHasRoom();
    const ownerId = uniqueName('owner');
    await database.query(
      `insert into pairing.pairing_states
       select $1 || place, $1 || place, $1, 'TokenCreated', '{}', 1, now(), now(), now() + interval '100 s'
         from generate_series(1, 93) as place`,
      [ownerId],
    );
    const replies = await times(40, () => replicas.bus.send(startPairing, { ownerId }));
    expect(tally(replies)).toEqual({ ok: 7, too_many_requests: 33 });
    for (const { detail, retryAfterSeconds } of refusalsOf(replies)) {
      expect(detail).toBe('At most 100 open pairings');
      expect(retryAfterSeconds).toBeGreaterThan(60);
      expect(retryAfterSeconds).toBeLessThanOrEqual(101);
    }
    const [row] = await database.query(
      `select count(*)::int as open from pairing.pairing_states where owner_id = $1`,
      [ownerId],
    );
    expect(row).toEqual({ open: 100 });
  });

  it('let 20 of 60 guesses of codes that come at once from one IPv6 /64 be looked up, whoever guesses', async () => {
    const { replicas } = running;
    await windowHasRoom();
    const ownerId = uniqueName('owner');
    const { userCode } = valueOf(await replicas.bus.send(startPairing, { ownerId }));
    const ip = (index: number): string => `2001:db8:9::${index.toString(16)}`;
    const attempt = (code: string, from: string): Promise<Reply<unknown>> =>
      replicas.bus.send(takeRequest, {
        ownerId,
        code,
        from: { ip: from, attached: [] },
        allowsOtherNetworks: false,
      });
    const replies = await times(60, (index) => attempt(guess(index), ip(index)));
    expect(tally(replies)).toEqual({ code_not_found: 20, too_many_requests: 40 });
    expectHonest(replies);
    // A device that types the code which its owner reads out is counted in the same way.
    const join = (code: string, from: string): Promise<Reply<unknown>> =>
      replicas.bus.send(connectDevice, { code, device: TABLET, ip: from });
    expect(errorOf(await join(userCode, ip(61))).detail).toBe('At most 20 failed codes a minute');
    expect(codesOf([await join(guess(1), '2001:db8:a::1')])).toEqual(['token_not_found']);
    expect((await join(userCode.toLowerCase(), '2001:db8:a::2')).ok).toBe(true);
  });

  it('count nothing in the clear but owners and addresses', async () => {
    const rows = await running.database.query('select distinct limit_name from pairing.rate_counters');
    expect(rows.map((row) => row['limit_name']).sort()).toEqual([
      'connects',
      'failed PINs',
      'failed codes',
      'starts',
    ]);
  });
});

describe('a second device', () => {
  it('is refused, and the owner is told once that there was one', async () => {
    const { replicas } = running;
    const ownerId = uniqueName('owner');
    const { pairingId, token } = await connectedAt(replicas, ownerId, '10.2.0.1');
    const reader = { ownerId };
    const view = async (): Promise<boolean> =>
      valueOf(await replicas.bus.send(getPairing, { pairingId, reader })).contested;
    expect(await view()).toBe(false);
    const replies = await times(10, (index) =>
      replicas.bus.send(connectDevice, { token, device: TABLET, ip: `10.2.1.${index}` }),
    );
    expect(tally(replies)).toEqual({ already_connected: 10 });
    expect(await view()).toBe(true);
    const told = (): number => replicas.changes.filter((change) => change.pairingId === pairingId).length;
    await waitFor(() => told() === 3, { message: 'started, connected, contested' });
    expect(told()).toBe(3);
  });
});

describe('limits that are set', () => {
  const running = usePairingReplicas({
    RATE_LIMITS: 'on',
    STARTS_PER_MINUTE: '3',
    CONNECTS_PER_MINUTE: '2',
    FAILED_PINS_PER_MINUTE: '1',
    MAX_OPEN_PAIRINGS: '2',
  });

  it('hold instead of the standard ones, and the refusal names them', async () => {
    const { replicas } = running;
    await windowHasRoom();
    const ownerId = uniqueName('owner');
    // Two replicas answer, in any order.
    const refusals = async (replies: Promise<readonly Reply<unknown>[]>): Promise<readonly unknown[]> =>
      refusalsOf(await replies)
        .map(({ detail }) => detail)
        .sort();
    const first = await connectedAt(replicas, ownerId);
    expect(await refusals(times(3, () => replicas.bus.send(startPairing, { ownerId })))).toEqual([
      'At most 2 open pairings',
      'At most 3 starts a minute',
    ]);
    const connect = { token: 'A'.repeat(43), device: TABLET, ip: '127.0.0.9' };
    expect(await refusals(times(2, () => replicas.bus.send(connectDevice, connect)))).toEqual([
      'At most 2 connects a minute',
    ]);
    const wrong = { ownerId, pairingId: first.pairingId, pin: otherPin(first.pin), ip: '127.0.0.9' };
    expect(await refusals(times(2, () => replicas.bus.send(verifyPin, wrong)))).toEqual([
      'At most 1 failed PINs a minute',
    ]);
  });
});
