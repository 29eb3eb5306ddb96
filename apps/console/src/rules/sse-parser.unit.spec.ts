import { describe, expect, it } from '@jest/globals';
import { createSseParser } from './sse-parser.js';

describe('the reader of server-sent events', () => {
  it('gives each event once it is complete, wherever the chunks end', () => {
    const text = 'id: 7\nevent: PinVerified\ndata: {"a":1}\n\nid: 8\ndata: two\ndata: lines\n\n';
    const whole = createSseParser()(text);
    expect(whole).toEqual([
      { id: '7', data: '{"a":1}' },
      { id: '8', data: 'two\nlines' },
    ]);
    const parse = createSseParser();
    expect([...text].flatMap((letter) => parse(letter))).toEqual(whole);
  });

  it('passes over comments, blank lines and unfinished events', () => {
    expect(createSseParser()(': still here\n\n\r\ndata: not yet\n')).toEqual([]);
  });

  it('keeps the id for an event that has none of its own', () => {
    expect(createSseParser()('id: 3\ndata: a\n\ndata: b\n\n').map(({ id }) => id)).toEqual(['3', '3']);
  });
});
