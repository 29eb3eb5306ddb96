import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Name, Platform } from '@meshpair/contracts';
import { inEnglish as t } from '@meshpair/words/catalogues';
import { platformOf, suggestName } from './suggest-name.js';

describe('the guess at a device', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)', 'iPhone', 'ios'],
    ['Mozilla/5.0 (Linux; Android 14; Pixel 8 Pro) Chrome/120 Mobile Safari', 'Pixel 8 Pro', 'android'],
    ['Mozilla/5.0 (Linux; Android 9; SM-G950F Build/PPR1) Mobile', 'Android phone SM-G950F', 'android'],
    ['Mozilla/5.0 (Linux; Android 14; SM-X700) Safari', 'Android tablet SM-X700', 'android'],
    ['Mozilla/5.0 (Linux; Android 10; K) Chrome/140 Mobile Safari', 'Android phone', 'android'],
    ['Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0', 'Android phone', 'android'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'Mac', 'macos'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'Linux PC', 'linux'],
    ['curl/8', 'My device', undefined],
    [undefined, 'My device', undefined],
  ])('calls %s %s', (userAgent, name, platform) => {
    const headers = { 'user-agent': userAgent };
    expect([suggestName(t, headers), platformOf(headers)]).toEqual([name, platform]);
  });

  it('takes the model that a browser hints at', () => {
    const headers = {
      'user-agent': 'Mozilla/5.0 (Linux; Android 10; K) Mobile',
      'sec-ch-ua-model': '"Pixel 9 Pro"',
    };
    expect(suggestName(t, headers)).toBe('Pixel 9 Pro');
    expect(suggestName(t, { ...headers, 'sec-ch-ua-model': '""' })).toBe('Android phone');
    expect(suggestName(t, { ...headers, 'sec-ch-ua-model': 'no quotes' })).toBe('Android phone');
  });

  it('is always a name and a platform that a device may have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (agent, model) => {
        const headers = { 'user-agent': `Android 1; ${agent}) Mobile`, 'sec-ch-ua-model': `"${model}"` };
        expect(Name.safeParse(suggestName(t, headers)).success).toBe(true);
        expect(Platform.optional().safeParse(platformOf(headers)).success).toBe(true);
      }),
    );
  });
});
