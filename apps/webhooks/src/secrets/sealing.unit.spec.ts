import { describe, expect, it } from '@jest/globals';
import { CannotBeOpened, Sealing } from './sealing.js';

const [ONE, OTHER] = ['one secret of thirty-two characters', 'another one of thirty-two characters'];

describe('what is sealed', () => {
  const sealing = new Sealing(ONE);
  const sealed = sealing.seal('whsec_abc', 'webhook 1');

  it('is opened at its place, and shows nothing of itself', () => {
    expect(sealing.open(sealed, 'webhook 1')).toBe('whsec_abc');
    expect(sealed).not.toContain('whsec');
    expect(sealing.seal('whsec_abc', 'webhook 1')).not.toBe(sealed);
  });

  it('is of no use at another place, changed, cut short, or without its secret', () => {
    const changed = sealed.slice(0, -6) + (sealed.at(-6) === 'A' ? 'B' : 'A') + sealed.slice(-5);
    expect(() => sealing.open(sealed, 'webhook 2')).toThrow(CannotBeOpened);
    expect(() => sealing.open(changed, 'webhook 1')).toThrow(CannotBeOpened);
    expect(() => sealing.open(sealed.slice(0, -8), 'webhook 1')).toThrow(CannotBeOpened);
    expect(() => sealing.open('', 'webhook 1')).toThrow(CannotBeOpened);
    expect(() => new Sealing(OTHER).open(sealed, 'webhook 1')).toThrow('an earlier WEBHOOK_SECRET');
  });

  it('is opened by a secret that has come after, and then sealed by that one', () => {
    const later = new Sealing(OTHER, [ONE]);
    expect(later.open(sealed, 'webhook 1')).toBe('whsec_abc');
    expect(sealed.startsWith(later.prefix)).toBe(false);
    expect(later.seal('whsec_abc', 'webhook 1').startsWith(later.prefix)).toBe(true);
  });
});
