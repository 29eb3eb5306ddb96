import { describe, expect, it } from '@jest/globals';
import { errorOf, fixedContext, started, valueOf } from '../../test/fixed-context.js';
import { previewToken } from './preview-token.js';

const wrongSecret = 'B'.repeat(43);

describe('previewToken', () => {
  it('tells where a token leads and changes nothing', async () => {
    const { context, committed, passSeconds } = fixedContext();
    const { token, expiresAt } = await started(context);
    expect(valueOf(await previewToken(context, { token }))).toEqual({ state: 'TokenCreated', expiresAt });
    expect(errorOf(await previewToken(context, { token: wrongSecret })).code).toBe('token_not_found');
    passSeconds(301);
    expect(errorOf(await previewToken(context, { token })).code).toBe('token_expired');
    expect(committed).toHaveLength(1);
  });
});
