import { describe, expect, it } from '@jest/globals';
import { pairingCommands } from '@meshpair/contracts';
import { waitFor } from '@meshpair/testing';
import { errorOf, otherPin, TABLET } from '../../test/fixed-context.js';
import {
  codesOf,
  connectedAt,
  rejectedOf,
  startedAt,
  streamedOf,
  usePairingReplicas,
} from '../../test/pairing-replicas.js';

const { connectDevice, verifyPin } = pairingCommands;
const ip = '127.0.0.9';
const device = TABLET;

const running = usePairingReplicas();
const { ownerId } = running;

describe('two replicas of the pairing service', () => {
  it('let one of 50 devices connect that come at once', async () => {
    const joinToken = await startedAt(running.replicas, ownerId);
    const replies = await Promise.all(
      Array.from({ length: 50 }, () =>
        running.replicas.bus.send(connectDevice, { token: joinToken, device, ip }),
      ),
    );
    const codes = codesOf(replies);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'already_connected')).toHaveLength(49);
  });

  it('judge five of 40 wrong PINs that come at once', async () => {
    const { pairingId, pin } = await connectedAt(running.replicas, ownerId);
    const wrong = { ownerId, pairingId, pin: otherPin(pin) };
    const replies = await Promise.all(
      Array.from({ length: 40 }, () => running.replicas.bus.send(verifyPin, wrong)),
    );
    const errors = replies.map(errorOf);
    const judged = errors
      .filter(({ code }) => code === 'invalid_pin')
      .map(({ attemptsLeft }) => attemptsLeft);
    expect(judged.sort()).toEqual([0, 1, 2, 3, 4]);
    expect(errors.filter(({ code }) => code === 'attempts_exceeded')).toHaveLength(35);
    expect(codesOf([await running.replicas.bus.send(verifyPin, { ownerId, pairingId, pin })])).toEqual([
      'attempts_exceeded',
    ]);
    await waitFor(() => streamedOf(running.replicas, pairingId).length === 4, {
      message: 'the four events in the stream',
    });
    expect(streamedOf(running.replicas, pairingId).at(-1)).toBe('4 PairingFailed');
    await waitFor(() => rejectedOf(running.replicas, pairingId).length === 5, {
      message: 'the five wrong PINs in the stream',
    });
    expect(rejectedOf(running.replicas, pairingId)).toEqual([4, 3, 2, 1, 0]);
  });

  it('refuse an expired token with no cleanup worker about', async () => {
    const { token: joinToken, pairingId, pin } = await connectedAt(running.replicas, ownerId);
    const unconnected = await startedAt(running.replicas, ownerId);
    await running.database.query(
      `update pairing.pairing_states set state = jsonb_set(state, '{expiresAt}', '"2020-01-01T00:00:00.000Z"')
       where owner_id = $1 and kind in ('TokenCreated', 'DeviceConnected')`,
      [ownerId],
    );
    const { bus } = running.replicas;
    const replies = await Promise.all([
      bus.send(connectDevice, { token: unconnected, device, ip }),
      bus.send(verifyPin, { ownerId, pairingId, pin }),
      bus.send(verifyPin, { ownerId, token: joinToken, pin }),
      bus.send(pairingCommands.previewToken, { token: unconnected }),
      bus.send(pairingCommands.denyPairing, { ownerId, pairingId }),
    ]);
    expect(new Set(codesOf(replies))).toEqual(new Set(['token_expired']));
  });
});
