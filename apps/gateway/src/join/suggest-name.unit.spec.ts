import { describe, expect, it } from '@jest/globals';
import { suggestName } from './suggest-name.js';

describe('suggestName', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)', 'iPhone'],
    ['Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari', 'Android phone'],
    ['Mozilla/5.0 (Linux; Android 14; SM-X700) Safari', 'Android tablet'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'Linux PC'],
    ['curl/8', 'My device'],
    [undefined, 'My device'],
  ])('calls %s %s', (userAgent, name) => {
    expect(suggestName(userAgent)).toBe(name);
  });
});
