import { describe, expect, it } from '@jest/globals';
import type { Reply } from '@meshpair/contracts';
import {
  connected,
  errorOf,
  fixedContext,
  otherPin,
  OWNER,
  started,
  TABLET,
  valueOf,
} from '../../test/fixed-context.js';
import { connectDevice } from '../commands/connect-device.js';
import { getPairing } from '../commands/read-pairing.js';
import { startPairing } from '../commands/start-pairing.js';
import { verifyPin } from '../commands/verify-pin.js';
import type { PairingContext } from '../pairing-context.js';

const ownerId = OWNER;
const ip = '10.0.0.1';
const elsewhere = '10.0.0.2';

const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work));

function tally(replies: readonly Reply<unknown>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reply of replies) {
    const code = reply.ok ? 'ok' : reply.error.code;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

const attemptsLeft = async (context: PairingContext, pairingId: string): Promise<number | null> =>
  valueOf(await getPairing(context, { pairingId, reader: { ownerId } })).attemptsLeft;

describe('limits', () => {
  it('lets an owner start 60 pairings a minute, and another owner as many', async () => {
    const { context, passSeconds } = fixedContext({ isLimited: true });
    const replies = await times(70, () => startPairing(context, { ownerId }));
    expect(tally(replies)).toEqual({ ok: 60, too_many_requests: 10 });
    const refusal = errorOf(await startPairing(context, { ownerId }));
    expect(refusal).toMatchObject({ detail: 'At most 60 starts a minute', retryAfterSeconds: 61 });
    expect((await startPairing(context, { ownerId: 'owner-2' })).ok).toBe(true);
    passSeconds(61);
    expect((await startPairing(context, { ownerId })).ok).toBe(true);
  });

  it('lets an owner have 100 open pairings, and says when the first of them ends', async () => {
    const { context, committed, passSeconds } = fixedContext({ isLimited: true });
    await times(60, () => started(context));
    passSeconds(120);
    const replies = await times(50, () => startPairing(context, { ownerId }));
    expect(tally(replies)).toEqual({ ok: 40, too_many_requests: 10 });
    expect(committed).toHaveLength(100);
    const refusal = errorOf(await startPairing(context, { ownerId }));
    expect(refusal).toMatchObject({ detail: 'At most 100 open pairings', retryAfterSeconds: 181 });
    passSeconds(181);
    expect((await startPairing(context, { ownerId })).ok).toBe(true);
  });

  it('lets an address connect 20 times a minute, with an unknown token too', async () => {
    const { context } = fixedContext({ isLimited: true });
    const connect = (token: string, from = ip): ReturnType<typeof connectDevice> =>
      connectDevice(context, { token, device: TABLET, ip: from });
    const guesses = await times(30, () => connect('A'.repeat(43)));
    expect(tally(guesses)).toEqual({ token_not_found: 20, too_many_requests: 10 });
    const { token } = await started(context);
    expect(errorOf(await connect(token)).code).toBe('too_many_requests');
    expect((await connect(token, elsewhere)).ok).toBe(true);
  });

  it('judges 20 wrong PINs a minute of an address, over all pairings, and uses up no attempt for the rest', async () => {
    const { context } = fixedContext({ isLimited: true });
    const pairings = [];
    for (let count = 0; count < 6; count += 1) pairings.push(await connected(context));
    const replies = await Promise.all(
      pairings.flatMap(({ pairingId, pin }) =>
        Array.from({ length: 4 }, () => verifyPin(context, { ownerId, pairingId, pin: otherPin(pin), ip })),
      ),
    );
    expect(tally(replies)).toEqual({ invalid_pin: 20, too_many_requests: 4 });
    const left = await Promise.all(pairings.map(({ pairingId }) => attemptsLeft(context, pairingId)));
    expect(left).toEqual([1, 1, 1, 1, 1, 5]);

    const last = pairings.at(-1)!;
    const right = { ownerId, pairingId: last.pairingId, pin: last.pin };
    expect(errorOf(await verifyPin(context, { ...right, ip }))).toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: 63,
    });
    expect((await verifyPin(context, { ...right, ip: elsewhere })).ok).toBe(true);
  });

  it('counts neither right PINs nor what is not judged, and is not cleared by a success', async () => {
    const { context } = fixedContext({ isLimited: true });
    const verifyWrong = ({ pairingId, pin }: { pairingId: string; pin: string }): Promise<Reply<unknown>> =>
      verifyPin(context, { ownerId, pairingId, pin: otherPin(pin), ip });
    const spent = await connected(context);
    await times(5, () => verifyWrong(spent));
    for (let count = 0; count < 30; count += 1) {
      expect(errorOf(await verifyWrong(spent)).code).toBe('attempts_exceeded');
    }
    const device = await connected(context);
    for (let count = 0; count < 30; count += 1) {
      const { pairingId, pin } = device;
      expect((await verifyPin(context, { ownerId, pairingId, pin, ip })).ok).toBe(true);
    }
    const replies = [];
    for (let count = 0; count < 4; count += 1) {
      const next = await connected(context);
      replies.push(...(await times(4, () => verifyWrong(next))));
    }
    expect(tally(replies)).toEqual({ invalid_pin: 15, too_many_requests: 1 });
  });
});
