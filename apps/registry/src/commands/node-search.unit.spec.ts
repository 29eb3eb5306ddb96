import { describe, expect, it } from '@jest/globals';
import { NODE_ORDERS } from '@meshpair/domain';
import { cursorAt, readPosition } from './node-search.js';

const written = (text: string): string => Buffer.from(text).toString('base64url');

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
      'createdAt.n.yesterday',
      `createdAt.n.${'9'.repeat(18)}`,
      'createdAt.../n.1',
      'createdAt.n.',
      'createdAt.n',
      '',
    ];
    for (const value of madeUp) expect(readPosition('createdAt', written(value))).toBeUndefined();
    expect(readPosition('name', written('name.n.a\0b'))).toBeUndefined();
    expect(readPosition('name', Buffer.from('n4711').toString('base64url'))).toBeUndefined();
  });
});
