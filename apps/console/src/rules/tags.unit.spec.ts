import { describe, expect, it } from '@jest/globals';
import { hasRoom, readTags } from './tags.js';

describe('tags as they are written', () => {
  it('stand with spaces or commas between, in any case, each once', () => {
    expect(readTags(' TV, guest  living-room,tv')).toEqual({ tags: ['guest', 'living-room', 'tv'] });
    expect(readTags(' ')).toEqual({ tags: [] });
  });

  it('are named where one is none', () => {
    expect(readTags('tv wohn_zimmer')).toEqual({ wrong: 'wohn_zimmer' });
    expect(readTags('*')).toEqual({ wrong: '*' });
  });

  it('are as many as a node has room for', () => {
    const tags = Array.from({ length: 17 }, (_, index) => `t${index}`);
    expect([hasRoom(tags.slice(1)), hasRoom(tags)]).toEqual([true, false]);
  });
});
