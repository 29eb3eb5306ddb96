import { describe, expect, it } from '@jest/globals';
import { type KnownOwners, refusalEvents, type RefusedRequests } from './refused-requests.js';

const NOW = new Date('2026-01-15T10:00:00.000Z');

const KNOWN: KnownOwners = {
  first: 'ada',
  ownerIds: new Set(['ada', 'grace']),
  ownerOfKey: new Map([['k1', 'grace']]),
};

const NOTHING: RefusedRequests = {
  limits: [],
  signIns: [],
  strangers: { unauthorized: 0, unknownCode: 0, tooMany: 0 },
};

describe('refused requests', () => {
  it('are told to the owner whom they concern, strangers’ to the first', () => {
    const refused = {
      limits: [{ ownerId: 'grace', limit: 'At most 60 starts a minute', refused: 20 }],
      signIns: [{ keyId: 'k1', refused: 3 }],
      strangers: { unauthorized: 1, unknownCode: 2, tooMany: 0 },
    };
    const byStranger = { actor: { kind: 'stranger' }, occurredAt: NOW };
    expect(refusalEvents(refused, KNOWN, NOW)).toEqual([
      {
        type: 'LimitReached',
        ownerId: 'grace',
        subject: 'grace',
        actor: { kind: 'owner' },
        occurredAt: NOW,
        data: { limit: 'At most 60 starts a minute', refused: 20 },
      },
      {
        type: 'ConsoleRefused',
        ownerId: 'grace',
        subject: 'grace',
        ...byStranger,
        data: { keyId: 'k1', refused: 3 },
      },
      { type: 'StrangersRefused', ownerId: 'ada', subject: 'ada', ...byStranger, data: refused.strangers },
    ]);
  });

  it('are no events of owners who do not exist, and those with keys of nobody are strangers’', () => {
    const refused = {
      ...NOTHING,
      limits: [{ ownerId: 'nobody', limit: 'At most 60 starts a minute', refused: 20 }],
      signIns: [{ keyId: 'k9', refused: 3 }],
    };
    expect(refusalEvents(refused, KNOWN, NOW)).toEqual([
      expect.objectContaining({
        type: 'StrangersRefused',
        data: { unauthorized: 3, unknownCode: 0, tooMany: 0 },
      }),
    ]);
    expect(refusalEvents(refused, { ...KNOWN, first: undefined }, NOW)).toEqual([]);
  });

  it('are nothing to tell where there were none', () => {
    expect(refusalEvents(NOTHING, KNOWN, NOW)).toEqual([]);
  });
});
