import { describe, expect, it } from '@jest/globals';
import { LAST_MOMENT, START, start } from './given.spec.js';
import { startPairing } from './start-pairing.js';

describe('starting a pairing', () => {
  it('makes a TokenCreated state that lives for its time to live', () => {
    expect(startPairing(start).state).toEqual({
      kind: 'TokenCreated',
      pairingId: 'pairing-1',
      ownerId: 'owner-1',
      tokenDigest: 'digest-of-the-token',
      permissions: ['mesh:read'],
      label: 'Kitchen',
      createdAt: START,
      expiresAt: LAST_MOMENT,
      sequence: 1,
    });
  });

  it('tells it as event 1, without the token digest', () => {
    expect(startPairing(start).events).toEqual([
      {
        type: 'TokenCreated',
        pairingId: 'pairing-1',
        ownerId: 'owner-1',
        sequence: 1,
        occurredAt: START,
        data: { permissions: ['mesh:read'], label: 'Kitchen', expiresAt: LAST_MOMENT },
      },
    ]);
  });

  it('tells who did it, and keeps it out of the state', () => {
    const actor = { kind: 'owner', id: 'key-1' } as const;
    const { state, events } = startPairing({ ...start, actor });
    expect(events).toMatchObject([{ type: 'TokenCreated', actor }]);
    expect(state).toEqual(startPairing(start).state);
  });
});
