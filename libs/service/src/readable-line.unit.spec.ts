import { describe, expect, it } from '@jest/globals';
import { readableLine } from './readable-line.js';

const line = (fields: Record<string, unknown>): string =>
  readableLine(
    JSON.stringify({
      level: 'info',
      time: '2026-01-01T12:00:00.000Z',
      pid: 1,
      hostname: 'h',
      name: 'pairing',
      ...fields,
    }),
  );

describe('a readable line', () => {
  it('is one line, of time, service and text, with nothing of JSON', () => {
    const shown = line({
      msg: 'Paired: Phone (192.168.1.20)',
      context: 'Pairings',
      pairingId: 'p',
      device: { name: 'Phone' },
    });
    expect(shown).toMatch(/^\d\d:\d\d:00 pairing Paired: Phone \(192\.168\.1\.20\)\n$/);
  });

  it('says what is grave, and shows its facts', () => {
    expect(line({ level: 'warn', msg: 'No connection', context: 'Nats', tries: 3 })).toMatch(
      / pairing WARN Nats: No connection tries=3\n$/,
    );
  });

  it('shows the facts of a line without a text', () => {
    expect(line({ rows: 3, of: 'table' })).toMatch(/ pairing rows=3 of=table\n$/);
  });

  it('indents what goes on: a stack, or a text that would pass for a line of its own', () => {
    const stack = 'Error: it broke\n    at here';
    expect(line({ level: 'error', msg: 'it broke', err: { stack } })).toMatch(
      /\n {4}Error: it broke\n {8}at here\n$/,
    );
    expect(line({ msg: 'a\n12:00:00 gateway forged' })).toMatch(/\n {4}12:00:00 gateway forged\n$/);
  });

  it('steers no terminal', () => {
    expect(line({ msg: 'Paired: \u001b]0;x\u0007\u009b2J\u202ephone' })).toMatch(
      / pairing Paired: \]0;x2Jphone\n$/,
    );
  });
});
