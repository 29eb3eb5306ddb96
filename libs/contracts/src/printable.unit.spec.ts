import { describe, expect, it } from '@jest/globals';
import { printable } from './printable.js';

describe('a printable text', () => {
  it.each([
    ['escape sequences', 'a\u001b[2Jb', 'a[2Jb'],
    ['their one-character form', 'a\u009b2Jb', 'a2Jb'],
    ['carriage returns', 'good\rbad', 'goodbad'],
    ['turned directions', 'user\u202etxt.exe', 'usertxt.exe'],
    ['backspaces and bells', 'a\b\u0007', 'a'],
  ])('has no %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('keeps letters of every script, and its lines', () => {
    expect(printable('Größe 電話 📱\n\tnext')).toBe('Größe 電話 📱\n next');
  });
});
