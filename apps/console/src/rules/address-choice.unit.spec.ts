import { describe, expect, it } from '@jest/globals';
import { inEnglish as t } from '@meshpair/words/catalogues';
import { choiceAmong, holdersWords, isReplaced, KEEP_ALL, replacing } from './address-choice.js';

const laptop = { id: 'laptop', name: 'Laptop' };
const kiosk = { id: 'kiosk', name: 'Kiosk' };

describe('the choice about an address', () => {
  it('keeps all unless it names one of the devices that have it', () => {
    expect(choiceAmong(KEEP_ALL, [laptop])).toEqual({ onIpConflict: 'allow' });
    expect(choiceAmong(replacing(kiosk), [laptop, kiosk])).toEqual({
      onIpConflict: 'replace',
      replaceNodeId: 'kiosk',
    });
    expect(choiceAmong(replacing(kiosk), [laptop])).toEqual(KEEP_ALL);
  });

  it('replaces one device and no other', () => {
    expect([laptop, kiosk].map((device) => isReplaced(replacing(kiosk), device))).toEqual([false, true]);
    expect(isReplaced(KEEP_ALL, kiosk)).toBe(false);
  });

  it('names the one that has it, and counts several', () => {
    expect(holdersWords(t, [laptop])).toBe('Laptop already has this IP address');
    expect(holdersWords(t, [laptop, kiosk])).toBe('2 devices already have this IP address');
    expect(holdersWords(t, [])).toBe('');
  });
});
