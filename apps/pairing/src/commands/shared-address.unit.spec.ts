import { describe, expect, it } from '@jest/globals';
import type { PairingView } from '@meshpair/contracts';
import {
  connected,
  errorOf,
  type FixedContext,
  fixedContext,
  otherPin,
  OWNER,
  registeredEvent,
  TABLET,
  valueOf,
} from '../../test/fixed-context.js';
import { CommandBatch } from '../batch/command-batch.js';
import { followRegistration } from '../events/follow-registration.js';
import { getPairing, readEvents } from './read-pairing.js';
import { verifyPin } from './verify-pin.js';

const ownerId = OWNER;
const ip = '127.0.0.9';
const laptop = { id: 'laptop', name: 'Laptop' };
const kiosk = { id: 'kiosk', name: 'Kiosk' };
const taken = { devices: [laptop, kiosk], hostId: 'host' };

const viewOf = async ({ context }: FixedContext, pairingId: string): Promise<PairingView> =>
  valueOf(await getPairing(context, { pairingId, reader: { ownerId } }));

describe('a device at the address of others', () => {
  it('shows the owner who they are, and not the device', async () => {
    const fixed = fixedContext();
    fixed.registry.answer = taken;
    const { pairingId, claimSecret } = await connected(fixed.context);
    expect(fixed.registry.questions).toEqual([{ ownerId, ip }]);
    expect((await viewOf(fixed, pairingId)).existingDevices).toEqual([laptop, kiosk]);

    const dataFor = async (reader: Parameters<typeof readEvents>[1]['reader']): Promise<unknown> =>
      valueOf(await readEvents(fixed.context, { pairingId, reader, afterSequence: 1 })).items[0]?.data;
    expect(await dataFor({ ownerId })).toMatchObject({ existingDevices: [laptop, kiosk] });
    expect(await dataFor({ claimSecret })).toEqual({ device: { ...TABLET, ip } });
    const seen = valueOf(await getPairing(fixed.context, { pairingId, reader: { claimSecret } }));
    expect(JSON.stringify(seen)).not.toContain('aptop');
  });

  it('is refused with the right PIN, and its pairing stays as it was', async () => {
    const fixed = fixedContext();
    const { context, registry, committed } = fixed;
    const { pairingId, pin } = await connected(context);
    // Registered since this one connected.
    registry.answer = taken;
    const before = await viewOf(fixed, pairingId);
    const saves = committed.length;
    const error = errorOf(await verifyPin(context, { ownerId, pairingId, pin }));
    expect(error).toEqual({
      code: 'ip_conflict',
      ip,
      existingDevice: laptop,
      existingDevices: [laptop, kiosk],
    });
    expect(errorOf(await verifyPin(context, { ownerId, pairingId, pin, onIpConflict: 'reject' }))).toEqual(
      error,
    );
    expect(await viewOf(fixed, pairingId)).toEqual(before);
    expect(committed).toHaveLength(saves);
  });

  it.each([
    { onIpConflict: 'allow', carried: { action: 'allow' } },
    { onIpConflict: 'replace', replaceNodeId: 'kiosk', carried: { action: 'replace', nodeId: 'kiosk' } },
  ] as const)(
    'comes in with the right PIN again and the choice $onIpConflict',
    async ({ carried, ...choice }) => {
      const { context, registry, committed } = fixedContext();
      registry.answer = taken;
      const { pairingId, pin, claimSecret } = await connected(context);
      errorOf(await verifyPin(context, { ownerId, pairingId, pin }));
      const verified = valueOf(await verifyPin(context, { ownerId, pairingId, pin, ...choice }));
      expect(committed.at(-1)?.state).toMatchObject({ kind: 'PinVerified', ipConflict: carried });
      expect(committed.at(-1)?.events[0]?.data).toMatchObject({ ipConflict: carried });

      const event = registeredEvent(verified);
      const replacing = { ...event, data: { ...event.data, replacedNodeId: 'kiosk' } };
      valueOf(await followRegistration(context, replacing));
      const told = async (reader: Parameters<typeof readEvents>[1]['reader']): Promise<string> =>
        JSON.stringify(valueOf(await readEvents(context, { pairingId, reader, afterSequence: 0 })));
      expect(await told({ ownerId })).toContain('"replacedNodeId":"kiosk"');
      expect(await told({ claimSecret })).not.toContain('kiosk');
    },
  );

  it('costs a wrong PIN an attempt all the same, with and without a choice', async () => {
    const { context, registry } = fixedContext();
    registry.answer = taken;
    const { pairingId, pin } = await connected(context);
    registry.questions.length = 0;
    for (const [index, choice] of [{}, { onIpConflict: 'allow' }, REPLACE_HOST].entries()) {
      const wrong = { ownerId, pairingId, pin: otherPin(pin), ...choice } as const;
      const error = errorOf(await verifyPin(context, wrong as Parameters<typeof verifyPin>[1]));
      expect(error).toEqual({ code: 'invalid_pin', attemptsLeft: 4 - index });
    }
    expect(registry.questions).toEqual([]);
  });

  it('takes the place of no host, and of nobody who is not there while another is', async () => {
    const fixed = fixedContext();
    fixed.registry.answer = taken;
    const { pairingId, pin } = await connected(fixed.context);
    const before = await viewOf(fixed, pairingId);
    const right = { ownerId, pairingId, pin };
    expect(errorOf(await verifyPin(fixed.context, { ...right, ...REPLACE_HOST }))).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'replaceNodeId' }],
    });
    const gone = { onIpConflict: 'replace', replaceNodeId: 'gone' } as const;
    expect(errorOf(await verifyPin(fixed.context, { ...right, ...gone })).code).toBe('ip_conflict');
    expect(fixed.registry.questions.at(-1)).toEqual({ ownerId, ip, nodeId: 'gone' });
    expect(await viewOf(fixed, pairingId)).toEqual(before);
    fixed.registry.answer = { devices: [], hostId: 'host' };
    expect(valueOf(await verifyPin(fixed.context, { ...right, ...gone })).state).toBe('PinVerified');
  });

  it('is asked about by a replica that has not seen the device connect, too', async () => {
    const { context, registry } = fixedContext();
    registry.answer = taken;
    const { pairingId, pin } = await connected(context);
    const elsewhere = { ...context, batch: new CommandBatch(context.repository, () => undefined) };
    registry.questions.length = 0;
    const wrong = { ownerId, pairingId, pin: otherPin(pin) };
    expect(errorOf(await verifyPin(elsewhere, wrong)).code).toBe('invalid_pin');
    expect(registry.questions).toEqual([]);
    expect(errorOf(await verifyPin(elsewhere, { ownerId, pairingId, pin })).code).toBe('ip_conflict');
    expect(registry.questions).toEqual([{ ownerId, ip }]);
    // What this process remembers is old by now: the other has counted an attempt.
    const last = errorOf(await verifyPin(context, { ownerId, pairingId, pin: otherPin(pin) }));
    expect(last).toEqual({ code: 'invalid_pin', attemptsLeft: 3 });
  });

  it('does not conflict with the node that it is itself', async () => {
    const { context, registry } = fixedContext();
    registry.answer = { devices: [laptop], hostId: 'host' };
    const { pairingId, pin } = await connected(context, { ...TABLET, nodeId: 'laptop' });
    expect(valueOf(await verifyPin(context, { ownerId, pairingId, pin })).nodeId).toBe('laptop');
  });

  it('is paired as ever while the registry does not answer', async () => {
    const fixed = fixedContext();
    fixed.registry.answer = undefined;
    const { pairingId, pin } = await connected(fixed.context);
    expect((await viewOf(fixed, pairingId)).existingDevices).toBeNull();
    expect(valueOf(await verifyPin(fixed.context, { ownerId, pairingId, pin })).state).toBe('PinVerified');
  });

  it('is not asked about where the policy lets devices share, unless the owner says otherwise', async () => {
    const { context, registry } = fixedContext({ ipConflictPolicy: 'allow' });
    registry.answer = taken;
    const { pairingId, pin } = await connected(context);
    const right = { ownerId, pairingId, pin };
    expect(errorOf(await verifyPin(context, { ...right, onIpConflict: 'reject' })).code).toBe('ip_conflict');
    expect(registry.questions).toHaveLength(1);
    expect(valueOf(await verifyPin(context, right)).state).toBe('PinVerified');
    expect(registry.questions).toHaveLength(1);
  });

  it('keeps no other pairing waiting while the registry is asked', async () => {
    const { context } = fixedContext();
    const slow = await connected(context);
    const other = await connected(context);
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      const ask = (): Promise<undefined> =>
        new Promise((done) => {
          answer = () => done(undefined);
          resolve();
        });
      Object.assign(context.addresses, { ask });
    });
    const pending = verifyPin(context, { ownerId, pairingId: slow.pairingId, pin: slow.pin });
    await asked;
    const { pairingId, pin } = other;
    const prompt = await verifyPin(context, { ownerId, pairingId, pin, onIpConflict: 'allow' });
    expect(valueOf(prompt).state).toBe('PinVerified');
    answer();
    expect(valueOf(await pending).state).toBe('PinVerified');
  });
});

const REPLACE_HOST = { onIpConflict: 'replace', replaceNodeId: 'host' } as const;
