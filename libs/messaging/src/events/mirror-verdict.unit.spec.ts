import { describe, expect, it } from '@jest/globals';
import { StorageType } from '@nats-io/jetstream';
import { mirrorConfig, mirrorVerdict } from './mirror-verdict.js';

describe('the verdict on a copy of the events', () => {
  const kept = { num_replicas: 1, max_age: 1, storage: StorageType.File };
  const origin = { created: '2026-01-15T10:00:00Z', lastSequence: 10 };
  const wanted = mirrorConfig(kept, origin);

  const verdict = (last_seq: number, config: object): string =>
    mirrorVerdict({ config: { ...wanted, ...config }, state: { last_seq } } as never, origin, wanted);

  it('is that there is none', () => {
    expect(mirrorVerdict(undefined, origin, wanted)).toBe('missing');
  });

  it.each<[string, string, number, object]>([
    ['kept', 'has all', 10, {}],
    ['kept', 'is behind', 3, {}],
    ['changed', 'keeps its messages for another time', 10, { max_age: 2 }],
    ['changed', 'lets messages be deleted', 10, { deny_delete: false }],
    ['beyond repair', 'has more than its origin, which has lost some', 11, {}],
    ['beyond repair', 'is of a stream that is no more', 10, { description: 'of the stream made at noon' }],
    ['beyond repair', 'takes nothing more', 10, { sealed: true }],
    ['beyond repair', 'is of another stream', 10, { mirror: { name: 'OTHER' } }],
    ['beyond repair', 'is no copy at all', 10, { mirror: undefined }],
  ])('is "%s" of one that %s', (said, _what, lastSequence, config) => {
    expect(verdict(lastSequence, config)).toBe(said);
  });
});
