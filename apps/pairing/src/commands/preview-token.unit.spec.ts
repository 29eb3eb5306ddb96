import { describe, expect, it } from '@jest/globals';
import { connected, errorOf, fixedContext, OWNER, started, valueOf } from '../../test/fixed-context.js';
import { previewToken } from './read-pairing.js';
import { endPairing } from './start-pairing.js';

const wrongSecret = 'B'.repeat(43);

describe('previewToken', () => {
  it('tells where a token leads and changes nothing', async () => {
    const { context, committed, passSeconds } = fixedContext();
    const { token, expiresAt } = await started(context);
    expect(valueOf(await previewToken(context, { token }))).toEqual({
      state: 'TokenCreated',
      expiresAt,
      reason: null,
    });
    expect(errorOf(await previewToken(context, { token: wrongSecret })).code).toBe('token_not_found');
    passSeconds(301);
    expect(errorOf(await previewToken(context, { token })).code).toBe('token_expired');
    expect(committed).toHaveLength(1);
  });

  it('tells why a pairing failed', async () => {
    const { context } = fixedContext();
    const { pairingId, token, expiresAt } = await connected(context);
    await endPairing(context, { ownerId: OWNER, pairingId }, 'denied');
    expect(valueOf(await previewToken(context, { token }))).toEqual({
      state: 'Failed',
      expiresAt,
      reason: 'denied',
    });
  });
});
