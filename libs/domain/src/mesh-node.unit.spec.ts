import { describe, expect, it } from '@jest/globals';
import { changedTags, MAX_TAGS, TAG } from './mesh-node.js';

describe('the tags of a node', () => {
  it('are added and removed, each once, by the alphabet', () => {
    expect(changedTags(['tv', 'guest'], { add: ['kitchen', 'tv'], remove: ['guest', 'nobody'] })).toEqual([
      'kitchen',
      'tv',
    ]);
    expect(changedTags(['tv'], {})).toEqual(['tv']);
  });

  it('are as many as a node may have', () => {
    const full = Array.from({ length: MAX_TAGS }, (_, index) => `tag-${index}`);
    expect(changedTags(full, { add: ['tag-0'] })).toHaveLength(MAX_TAGS);
    expect(changedTags(full, { add: ['one-more'] })).toBeUndefined();
    expect(changedTags(full, { add: ['one-more'], remove: ['tag-3'] })).toContain('one-more');
  });

  it('are short names in lower case', () => {
    for (const good of ['a', '1', 'living-room', 'a'.repeat(32)]) expect(TAG.test(good)).toBe(true);
    for (const bad of ['', 'A', '-a', 'a b', 'ä', 'a'.repeat(33), '*', 'a\n'])
      expect(TAG.test(bad)).toBe(false);
  });
});
