import { describe, expect, it } from '@jest/globals';
import { fitReply } from './reply.js';

const ofSize = (bytes: number): string => 'ä'.repeat((bytes - 2) / 2);

describe('what fits into a reply', () => {
  it('is everything, where it is little', () => {
    const items = Array.from({ length: 500 }, () => ofSize(1_000));
    expect(fitReply(items)).toBe(items);
  });

  it('is as many as a message of NATS has room for, counted in bytes', () => {
    const items = Array.from({ length: 500 }, () => ofSize(4_000));
    const fitting = fitReply(items);
    expect(fitting).toEqual(items.slice(0, fitting.length));
    expect(Buffer.byteLength(JSON.stringify(fitting))).toBeLessThan(800_000);
    expect(fitting.length).toBeGreaterThan(190);
  });

  it('is one at least', () => {
    const items = Array.from({ length: 101 }, () => ofSize(1_000_000));
    expect(fitReply(items)).toHaveLength(1);
  });
});
