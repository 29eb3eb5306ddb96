import { describe, expect, it } from '@jest/globals';
import { digestOf, type PairingView, type Reply } from '@meshpair/contracts';
import { isOpen } from '@meshpair/domain';
import {
  errorOf,
  fixedContext,
  OWNER,
  registeredEvent,
  registrationFailedEvent,
  valueOf,
} from '../../test/fixed-context.js';
import { followRegistration } from '../events/follow-registration.js';
import type { PairingContext } from '../pairing-context.js';
import { approvePairing } from './confirm-device.js';
import { pollRequest } from './poll-request.js';
import { REQUEST_CAPS, requestCodes } from './request-codes.js';
import { endPairing } from './start-pairing.js';
import { takeRequest } from './take-request.js';
import { verifyPin } from './verify-pin.js';

const ownerId = OWNER;
const clientId = 'radio';
const HERE = '192.168.1.9';

type Requested = Parameters<typeof requestCodes>[1];
type Codes = Awaited<ReturnType<typeof requested>>;

const requested = async (context: PairingContext, more: Partial<Requested> = {}) =>
  valueOf(
    await requestCodes(context, {
      clientId,
      name: 'Radio',
      permissions: ['mesh:read'],
      showsPin: false,
      ip: HERE,
      ...more,
    }),
  );

const taken = (
  context: PairingContext,
  { userCode: code }: Codes,
  more: Partial<Parameters<typeof takeRequest>[1]> = {},
): Promise<Reply<PairingView>> =>
  takeRequest(context, {
    ownerId,
    code,
    from: { ip: '192.168.1.2', attached: [['192.168.1.1/24']] },
    allowsOtherNetworks: false,
    ...more,
  });

const stateOf = async (context: PairingContext, { deviceCode }: Codes): Promise<string> =>
  valueOf(await pollRequest(context, { deviceCode, clientId })).state;

describe('a device that shows a code', () => {
  it('belongs to nobody until its code is typed, is let in, and claims by its device code', async () => {
    const { context, committed } = fixedContext();
    const codes = await requested(context, { platform: 'linux' });
    expect(await stateOf(context, codes)).toBe('pending');
    expect(committed).toEqual([]);
    const view = valueOf(await taken(context, codes));
    expect(view).toMatchObject({
      approval: 'device_code',
      otherNetwork: null,
      device: { platform: 'linux' },
    });
    expect(valueOf(await taken(context, codes))).toEqual(view);
    expect(errorOf(await taken(context, codes, { ownerId: 'owner-2' })).code).toBe('code_not_found');
    const { pairingId } = view;
    const verified = valueOf(await approvePairing(context, { ownerId, pairingId }));
    expect(await stateOf(context, codes)).toBe('pending');
    await followRegistration(context, registeredEvent(verified, 4));
    expect(await stateOf(context, codes)).toBe('registered');
    const [last] = committed.slice(-1);
    expect(last?.state).toMatchObject({ claimDigest: digestOf(codes.deviceCode) });
    expect(valueOf(await pollRequest(context, { ...codes, clientId: 'other' })).state).toBe('unknown');
  });

  it('is let in by its PIN where it shows one', async () => {
    const { context } = fixedContext();
    const { pin = '', ...codes } = await requested(context, { showsPin: true });
    const { pairingId, approval } = valueOf(await taken(context, codes));
    expect(approval).toBeNull();
    expect(errorOf(await approvePairing(context, { ownerId, pairingId })).code).toBe('pin_required');
    expect((await verifyPin(context, { ownerId, pairingId, pin })).ok).toBe(true);
  });

  it('is told that it is denied, or that its time has run out, before or after somebody took it', async () => {
    const { context, passSeconds } = fixedContext();
    const [denied, late, refused] = [
      await requested(context),
      await requested(context),
      await requested(context),
    ];
    const { pairingId } = valueOf(await taken(context, denied));
    valueOf(await endPairing(context, { ownerId, pairingId }, 'denied'));
    expect(await stateOf(context, denied)).toBe('denied');
    expect(errorOf(await taken(context, denied)).code).toBe('code_not_found');
    const full = valueOf(await taken(context, refused));
    valueOf(await approvePairing(context, { ownerId, pairingId: full.pairingId }));
    const ended = registrationFailedEvent(full.pairingId, 'device_limit');
    await followRegistration(context, { ...ended, sequence: 4 });
    expect(await stateOf(context, refused)).toBe('denied');
    const waiting = await requested(context);
    valueOf(await taken(context, waiting));
    passSeconds(601);
    for (const codes of [late, waiting]) expect(await stateOf(context, codes)).toBe('expired');
    expect(errorOf(await taken(context, late)).code).toBe('code_not_found');
  });

  it('in another network is refused or allowed, as its owner says where the code is typed', async () => {
    const { context, committed } = fixedContext();
    for (const allowsOtherNetworks of [false, true]) {
      const codes = await requested(context, { ip: '203.0.113.9' });
      const view = valueOf(await taken(context, codes, { allowsOtherNetworks }));
      expect(view.otherNetwork).toBe(allowsOtherNetworks ? 'allowed' : 'refused');
      const reply = await approvePairing(context, { ownerId, pairingId: view.pairingId });
      expect(reply.ok || reply.error.code).toBe(allowsOtherNetworks || 'other_network');
    }
    expect(committed.filter(({ state }) => isOpen(state)).length).toBeGreaterThan(0);
  });

  it('may wait with nine others of its address', async () => {
    const { context } = fixedContext();
    for (let count = 0; count < REQUEST_CAPS.atOneAddress; count += 1) await requested(context);
    const request = { clientId, name: 'Radio', permissions: ['mesh:read'], showsPin: false };
    expect(errorOf(await requestCodes(context, { ...request, ip: HERE }))).toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: 600,
    });
    expect((await requestCodes(context, { ...request, ip: '192.168.1.10' })).ok).toBe(true);
  });
});
