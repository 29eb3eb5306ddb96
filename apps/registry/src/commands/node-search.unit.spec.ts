import { describe, expect, it } from '@jest/globals';
import { NODE_ORDERS } from '@meshpair/domain';
import { cursorAt, readPosition } from './node-search.js';

const written = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the cursor of a search', () => {
  it.each(NODE_ORDERS)('is read as it was written, for the order %s', (order) => {
    const position = { key: order.endsWith('name') ? '客厅 “2” \\ 🙂' : '1772366400123456', nodeId: 'n-1' };
    expect(readPosition(order, cursorAt(order, position))).toEqual(position);
  });

  it('is short enough for the longest name', () => {
    for (const letter of ['客', '"', '🙂']) {
      const key = letter.repeat(64 / letter.length);
      expect(cursorAt('-name', { key, nodeId: 'n'.repeat(64) }).length).toBeLessThanOrEqual(512);
    }
  });

  it('is none of another order, and nothing that was made up', () => {
    const cursor = cursorAt('name', { key: 'phone', nodeId: 'n' });
    expect(readPosition('-name', cursor)).toBeUndefined();
    const madeUp = [
      ['createdAt', 'yesterday', 'n'],
      ['createdAt', '9'.repeat(18), 'n'],
      ['createdAt', '1', '../n'],
      ['createdAt', 1, 'n'],
      ['createdAt', '1'],
      null,
    ];
    for (const value of madeUp) expect(readPosition('createdAt', written(value))).toBeUndefined();
    expect(readPosition('name', written(['name', 'a\0b', 'n']))).toBeUndefined();
    expect(readPosition('name', Buffer.from('n4711').toString('base64url'))).toBeUndefined();
  });
});
