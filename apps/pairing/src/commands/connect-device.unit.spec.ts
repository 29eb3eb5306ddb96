import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { connectProofText } from '@meshpair/contracts';
import {
  connected,
  errorOf,
  fixedContext,
  OWNER,
  started,
  TABLET,
  valueOf,
} from '../../test/fixed-context.js';
import { connectDevice } from './connect-device.js';
import { endPairing } from './start-pairing.js';

const ip = '127.0.0.9';
const device = TABLET;

describe('connectDevice', () => {
  it('answers a PIN and a claim secret that are kept as digests only', async () => {
    const { context, committed } = fixedContext();
    const { token, pairingId, pin, claimSecret, expiresAt } = await connected(context);

    expect(pin).toMatch(/^[1-9]\d{5}$/);
    expect(claimSecret).toMatch(/^[\w-]{43}$/);
    expect(expiresAt).toBe('2026-01-01T12:05:00.000Z');
    expect(committed.flatMap((change) => change.events.map((event) => event.type))).toEqual([
      'TokenCreated',
      'DeviceScanned',
      'PinGenerated',
    ]);
    const kept = JSON.stringify([committed, await context.repository.readEvents(pairingId, 0)]);
    for (const secret of [token, claimSecret, `"${pin}"`]) expect(kept).not.toContain(secret);
  });

  describe('with a key', () => {
    const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
    const publicKey = key.export({ format: 'der', type: 'spki' }).toString('base64');
    const proofFor = (token: string): string =>
      sign(null, Buffer.from(connectProofText(token)), privateKey).toString('base64url');

    it('keeps that it was proven, and not the proof', async () => {
      const { context, committed } = fixedContext();
      const { token } = await started(context);
      const proof = proofFor(token);
      valueOf(await connectDevice(context, { token, device: { ...device, publicKey, proof }, ip }));
      expect(committed.at(-1)?.state).toMatchObject({ device: { publicKey, keyProven: true } });
      expect(JSON.stringify(committed)).not.toContain(proof);
    });

    it('keeps a key without a proof as not proven', async () => {
      const { context, committed } = fixedContext();
      await connected(context, { ...device, publicKey });
      expect(committed.at(-1)?.state).toHaveProperty('device.publicKey', publicKey);
      expect(committed.at(-1)?.state).not.toHaveProperty('device.keyProven');
    });

    it('refuses a proof that is not for this token or lacks its key, and connects nobody', async () => {
      const { context, committed } = fixedContext();
      const { token } = await started(context);
      const stale = proofFor('A'.repeat(43));
      for (const given of [{ publicKey, proof: stale }, { proof: proofFor(token) }]) {
        const reply = await connectDevice(context, { token, device: { ...device, ...given }, ip });
        expect(errorOf(reply)).toMatchObject({
          code: 'invalid_request',
          errors: [{ field: 'device.proof' }],
        });
      }
      expect(committed).toHaveLength(1);
      expect(valueOf(await connectDevice(context, { token, device, ip })).pairingId).toBe('id-1');
    });
  });

  it('refuses an unknown token', async () => {
    const { context } = fixedContext();
    const reply = await connectDevice(context, { token: 'A'.repeat(43), device, ip });
    expect(errorOf(reply).code).toBe('token_not_found');
  });

  it('binds one of 50 devices that connect at once', async () => {
    const { context } = fixedContext();
    const { token } = await started(context);
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => connectDevice(context, { token, device, ip })),
    );
    expect(replies.filter((reply) => reply.ok)).toHaveLength(1);
    const refusals = replies.flatMap((reply) => (reply.ok ? [] : reply.error.code));
    expect(refusals).toEqual(Array.from({ length: 49 }, () => 'already_connected'));
  });

  it('refuses a token from the first moment after its expiry', async () => {
    const { context, passSeconds } = fixedContext();
    const { token } = await started(context);
    passSeconds(300.001);
    expect(errorOf(await connectDevice(context, { token, device, ip })).code).toBe('token_expired');
  });

  it('still accepts a token at the very moment of its expiry', async () => {
    const { context, passSeconds } = fixedContext();
    const { token } = await started(context);
    passSeconds(300);
    expect(valueOf(await connectDevice(context, { token, device, ip })).pairingId).toBe('id-1');
  });

  it.each(['denied', 'cancelled'] as const)('refuses a token whose pairing was %s', async (reason) => {
    const { context } = fixedContext();
    const { token, pairingId } = await started(context);
    await endPairing(context, { ownerId: OWNER, pairingId }, reason);
    expect(errorOf(await connectDevice(context, { token, device, ip })).code).toBe('invalid_transition');
  });
});
