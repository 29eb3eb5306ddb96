import { describe, expect, it } from '@jest/globals';
import { isCompleted, pairingStep } from './pairing-step.js';

const expiresAt = '2026-01-01T12:05:00.000Z';
const before = Date.parse('2026-01-01T12:00:00.000Z');
const after = Date.parse('2026-01-01T12:05:00.000Z');
const seen = (state: string, reason: string | null = null) => ({ view: { state, expiresAt, reason } });

describe('the step of a pairing', () => {
  it('is idle without one, and waiting before anything is known of it', () => {
    expect(pairingStep(undefined, before)).toBe('idle');
    expect(pairingStep({ started: { expiresAt } }, before)).toBe('waiting');
  });

  it.each([
    ['TokenCreated', 'waiting'],
    ['DeviceConnected', 'connected'],
    ['PinVerified', 'finishing'],
    ['DeviceRegistered', 'done'],
    ['Failed', 'failed'],
  ])('follows %s as %s', (state, step) => {
    expect(pairingStep(seen(state, state === 'Failed' ? 'denied' : null), before)).toBe(step);
  });

  it('is expired when its time is over, whoever notices first', () => {
    expect(pairingStep({ started: { expiresAt } }, after)).toBe('expired');
    expect(pairingStep(seen('DeviceConnected'), after)).toBe('expired');
    expect(pairingStep(seen('Failed', 'expired'), before)).toBe('expired');
  });

  it('does not expire once the PIN was right', () => {
    expect(pairingStep(seen('PinVerified'), after)).toBe('finishing');
    expect(pairingStep(seen('DeviceRegistered'), after)).toBe('done');
  });
});

describe('a PIN', () => {
  it.each([
    ['the sixth digit is typed', '48291', '482913', true],
    ['it is pasted', '', '482913', true],
    ['it is not whole', '4829', '48291', false],
    ['it is whole already', '482913', '482914', false],
  ])('when %s, is sent by itself or not', (_when, before, after, isSent) => {
    expect(isCompleted(before, after)).toBe(isSent);
  });
});
