import { describe, expect, it } from '@jest/globals';
import { choiceQuestion, holderLines, readChoice } from './address-choice.js';

const laptop = { id: 'Laptop-1', name: 'Laptop' };
const kiosk = { id: 'kiosk-1', name: 'Kiosk' };
const replace = (replaceNodeId: string): object => ({ onIpConflict: 'replace', replaceNodeId });

describe('the choice about an address in the terminal', () => {
  it.each([
    ['keep', { onIpConflict: 'allow' }],
    ['KEEP', { onIpConflict: 'allow' }],
    ['deny', 'deny'],
    ['replace 2', replace('kiosk-1')],
    ['replace laptop-1', replace('Laptop-1')],
    ['replace', undefined],
    ['replace 3', undefined],
    ['replace 0', undefined],
    ['yes', undefined],
    ['', undefined],
  ])('understands %j', (typed, choice) => {
    expect(readChoice(typed, [laptop, kiosk])).toEqual(choice);
  });

  it('needs no number for one device', () => {
    expect(readChoice('replace', [laptop])).toEqual(replace('Laptop-1'));
    expect(choiceQuestion([laptop])).not.toContain('number');
    expect(choiceQuestion([laptop, kiosk])).toContain('number');
  });

  it('names each device', () => {
    expect(holderLines([laptop])).toEqual(['Laptop (Laptop-1) has this address already.']);
    expect(holderLines([laptop, kiosk])[1]).toBe('2. Kiosk (kiosk-1) has this address already.');
  });
});
