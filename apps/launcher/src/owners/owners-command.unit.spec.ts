import { describe, expect, it } from '@jest/globals';
import { BadCommandLine, readOwnersCommand } from './owners-command.js';

describe('the owners command line', () => {
  it.each([
    [['list'], { kind: 'list' }],
    [['create', 'Ada Lovelace'], { kind: 'create', name: 'Ada Lovelace' }],
    [['keys', 'Ada'], { kind: 'keys', owner: 'Ada' }],
    [['rotate', 'Ada'], { kind: 'rotate', reference: 'Ada', graceSeconds: 0 }],
    [['rotate', 'k1', '--grace', '3600'], { kind: 'rotate', reference: 'k1', graceSeconds: 3600 }],
    [['revoke', 'k1'], { kind: 'revoke', keyId: 'k1' }],
    [[], { kind: 'help' }],
    [['rotate', '--help'], { kind: 'help' }],
  ])('reads %j', (args, command) => {
    expect(readOwnersCommand(args)).toEqual({ command, json: false });
  });

  it('reads --json anywhere', () => {
    expect(readOwnersCommand(['--json', 'list'])).toEqual({ command: { kind: 'list' }, json: true });
  });

  it.each([
    [['remove', 'Ada'], 'There is no command remove'],
    [['create'], 'create takes one name'],
    [['create', 'Ada', 'Lovelace'], 'quote it'],
    [['create', 'bad\u0007name'], 'control characters'],
    [['list', 'Ada'], 'list takes nothing'],
    [['rotate', 'Ada', '--grace', '1.5'], 'whole seconds'],
    [['rotate', 'Ada', '--grace', '9999999'], '2592000 at most'],
    [['revoke', 'k1', '--grace', '5'], '--grace goes with rotate'],
    [['list', '--force'], '--force'],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => readOwnersCommand(args)).toThrow(BadCommandLine);
    expect(() => readOwnersCommand(args)).toThrow(message);
  });
});
