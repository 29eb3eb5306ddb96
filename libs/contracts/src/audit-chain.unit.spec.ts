import { expect, it } from '@jest/globals';
import { CHAIN_START, chainAfter } from './audit-chain.js';

const EVENT = {
  type: 'NodeRenamed',
  id: '1',
  data: { previous: 'Ö', name: 'Ada’s phone', count: 1e21, none: null },
};

// Whoever has an export of today checks it tomorrow: these bytes must never change.
it('hashes the hash so far and the canonical JSON (RFC 8785)', () => {
  const first = chainAfter(CHAIN_START, EVENT);
  expect(first).toEqual({
    index: 1,
    hash: '67f973bf556795bad5b12db4cdb0e7828207ed726cde0b93906b1935df6e0371',
  });
  expect(chainAfter(first, EVENT)).toEqual({
    index: 2,
    hash: '51c58427edcee1a92156b418493d4eb0753b67e57d2107bac54eb1b87c0fc908',
  });
});

it('knows no order of names', () => {
  const { data, ...rest } = EVENT;
  expect(chainAfter(CHAIN_START, { data, ...rest })).toEqual(chainAfter(CHAIN_START, EVENT));
});
