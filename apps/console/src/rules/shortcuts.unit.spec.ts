import { describe, expect, it } from '@jest/globals';
import { keyOf, type KeyPress, readKey, TOGETHER_MS } from './shortcuts.js';

const PLAIN: KeyPress = {
  key: 'n',
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
};

describe('shortcuts', () => {
  it.each([
    ['/', 'search'],
    ['n', 'pair'],
    ['p', 'pair'],
    [',', 'settings'],
    ['?', 'help'],
  ])('are one key: %s', (key, does) => {
    expect(readKey(key, 0)).toEqual({ does });
  });

  it('are two keys, the second soon after the first', () => {
    const { begun } = readKey('g', 100);
    expect(begun).toEqual({ key: 'g', at: 100 });
    expect(readKey('s', 100 + TOGETHER_MS, begun)).toEqual({ does: 'settings' });
    expect(readKey('h', 200, begun)).toEqual({ does: 'home' });
  });

  it('are forgotten when the second key comes late', () => {
    const begun = { key: 'g', at: 0 };
    expect(readKey('s', TOGETHER_MS + 1, begun)).toEqual({});
    expect(readKey('g', TOGETHER_MS + 1, begun)).toEqual({ begun: { key: 'g', at: TOGETHER_MS + 1 } });
  });

  it('do not become another one by a wrong second key', () => {
    expect(readKey('n', 1, { key: 'g', at: 0 })).toEqual({});
  });

  it('are no other keys', () => {
    for (const key of ['s', 'h', 'Enter', 'Escape', ' ']) expect(readKey(key, 0)).toEqual({});
  });

  it.each([{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { repeat: true }, { isComposing: true }])(
    'leave a key press to others: %j',
    (more) => {
      expect(keyOf({ ...PLAIN, ...more })).toBeUndefined();
    },
  );

  it('take a sign that needs Shift, and a letter under caps lock, but no capital', () => {
    expect(keyOf({ ...PLAIN, key: '?', shiftKey: true })).toBe('?');
    expect(keyOf({ ...PLAIN, key: 'N' })).toBe('n');
    expect(keyOf({ ...PLAIN, key: 'N', shiftKey: true })).toBe('N');
  });
});
