import { describe, expect, it } from '@jest/globals';
import { CapturedTerminal } from '../test/captured-terminal.js';
import { EXIT } from './exit-codes.js';
import { run } from './run.js';

async function meshpair(line: string, columns?: number): Promise<CapturedTerminal & { code: number }> {
  const terminal = new CapturedTerminal(columns);
  const code = await run(line.split(' ').filter(Boolean), new AbortController().signal, terminal);
  return Object.assign(terminal, { code });
}

const COMMANDS = [
  '',
  'pair',
  'join',
  'nodes',
  'nodes rename',
  'nodes tag',
  'nodes remove',
  'setup-keys',
  'setup-keys make',
  'pairings',
  'pairings cancel',
  'events',
  'status',
  'login',
  'logout',
  'completion',
  'owners',
  'owners create',
  'owners rotate',
  'link',
  'auditors',
  'auditors add',
  'auditors remove',
  'doctor',
];
const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

describe('the help', () => {
  it.each(COMMANDS)('of "%s" wraps at words, and at the width of the terminal', async (command) => {
    const whole = words((await meshpair(`${command} --help`, 110)).out);
    for (const columns of [40, 80, undefined]) {
      const { out } = await meshpair(`${command} --help`, columns);
      expect(words(out)).toEqual(whole);
      const wide = out.split('\n').filter((line) => line.length > (columns ?? 80));
      expect(wide.filter((line) => words(line).length > 1)).toEqual([]);
    }
  });
});

describe('a wrong command line', () => {
  it.each([
    ['bogus', 'There is no command bogus. --help tells the commands.'],
    ['nodse', 'There is no command nodse. Did you mean nodes?'],
    ['nodes renmae', 'There is no command renmae. Did you mean rename?'],
    ['nodes rename', 'Missing <node> and <name>: meshpair nodes rename <node> <name>'],
    ['nodes rename a', 'Missing <name>: meshpair nodes rename <node> <name>'],
    ['nodes rename a b c', 'One argument too many: c'],
    ['nodes tag a --tag guest', expect.stringMatching(/^There is no option --tag\./)],
    ['nodes remove a --tag guest', expect.stringMatching(/^There is no option --tag\./)],
    ['pairings cancel a --all', expect.stringMatching(/^There is no option --all\./)],
    ['join', 'Give the join link or token, or a setup key: by --setup-key-file or MESHPAIR_SETUP_KEY'],
    [`join mps_abc_${'a'.repeat(43)}`, expect.stringMatching(/^A setup key is no argument/)],
    ['pair --tll 60', 'There is no option --tll. Did you mean --ttl?'],
    ['pair --bogus', 'There is no option --bogus. --help tells the options.'],
    ['pair --ttl soon', '--ttl takes whole seconds, 60 to 600'],
    ['events --type x', expect.stringMatching(/^--type cannot be "x": choose one of "TokenCreated", /)],
    ['completion nu', expect.stringMatching(/^<shell> cannot be "nu": choose one of "bash", /)],
    ['nodes --url', '--url needs a value'],
    ['status --pin 12', '--pin takes 64 hexadecimal digits'],
    ['nodes --url http://a --url http://b', '--url may be given once'],
    ['nodes --url bogus', '--url is not an address like http://192.168.1.20:6969: bogus'],
    ['owners rotate a --grace 1h', '--grace takes whole seconds, 2592000 at most'],
  ])('%s is told by its argument', async (line, message) => {
    const { err, out, code } = await meshpair(line);
    expect(err.trimEnd()).toEqual(message);
    expect([out, code]).toEqual(['', EXIT.usage]);
    const forPrograms = await meshpair(`${line} --json`);
    expect(JSON.parse(forPrograms.err)).toMatchObject({ title: message });
  });
});

describe('--version', () => {
  it('says the version, for people and for programs', async () => {
    const { out, code } = await meshpair('--version');
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(code).toBe(0);
    expect(JSON.parse((await meshpair('--version --json')).out)).toEqual({ version: out.trim() });
  });
});
