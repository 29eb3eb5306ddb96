import { describe, expect, it } from '@jest/globals';
import { createLogger, type ServiceLogger } from './logger.js';

type Line = Record<string, unknown>;

function logged(
  write: (logger: ServiceLogger) => void,
  settings: Partial<Parameters<typeof createLogger>[0]> = {},
): { text: string; lines: Line[] } {
  let text = '';
  const destination = { write: (chunk: string) => void (text += chunk) };
  write(createLogger({ LOG_LEVEL: 'debug', LOG_FORMAT: 'json', ...settings }, 'pairing', destination));
  const lines = settings.LOG_FORMAT === 'pretty' ? [] : text.split('\n').filter(Boolean);
  return { text, lines: lines.map((line) => JSON.parse(line) as Line) };
}

describe('createLogger', () => {
  it('writes a JSON line with level, name and the context that Nest gives', () => {
    const { lines } = logged((logger) => logger.log('ready', 'Pairings'));
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', name: 'pairing', msg: 'ready', context: 'Pairings' }),
    ]);
  });

  it('maps the levels of Nest and keeps to LOG_LEVEL', () => {
    const writeAll = (logger: ServiceLogger): void => {
      for (const level of ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'] as const) logger[level]('x');
    };
    expect(logged(writeAll).lines.map(({ level }) => level)).toEqual([
      'debug',
      'info',
      'warn',
      'error',
      'fatal',
    ]);
    expect(logged(writeAll, { LOG_LEVEL: 'error' }).lines.map(({ level }) => level)).toEqual([
      'error',
      'fatal',
    ]);
  });

  it("tells Nest's list of routes and modules to who wants everything", () => {
    const list = (logger: ServiceLogger): void => logger.log('Mapped {/nodes, GET} route', 'RouterExplorer');
    expect(logged(list).lines).toEqual([]);
    expect(logged(list, { LOG_LEVEL: 'trace' }).lines).toEqual([
      expect.objectContaining({ level: 'trace', context: 'RouterExplorer' }),
    ]);
  });

  it('keeps the stack of an error, but not its other fields', () => {
    const error = Object.assign(new Error('it broke'), { code: '23505', parameters: ['a-secret'] });
    const { lines, text } = logged((logger) => {
      logger.error(error);
      logger.error('failed', 'Error: it broke\n    at here', 'Command');
    });
    expect(lines[0]).toMatchObject({
      msg: 'it broke',
      err: { type: 'Error', message: 'it broke', code: '23505' },
    });
    expect(lines[1]).toMatchObject({
      msg: 'failed',
      context: 'Command',
      stack: 'Error: it broke\n    at here',
    });
    expect(text).not.toContain('a-secret');
  });

  it.each(['pin', 'token', 'claimSecret', 'sessionToken', 'peerToken', 'ownerKey', 'authorization', 'qrUrl'])(
    'takes out the value of %s, three levels deep',
    (key) => {
      const { text } = logged((logger) => {
        logger.log({ [key]: 'hush-1', a: { [key]: 'hush-2', b: { [key]: 'hush-3' } } });
        logger.log('with details', { [key]: 'hush-4' });
      });
      expect(text).not.toContain('hush');
      expect(text).toContain('[redacted]');
    },
  );

  it.each([
    ['an owner key', `mpo_abc_${'S'.repeat(40)}`, 'SSSS'],
    ['a signed token', 'got eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['a join link', 'GET /join?token=s3cr3t&x=1', 's3cr3t'],
    ['a bearer credential', 'Authorization: Bearer s3cr3t', 's3cr3t'],
    ['a URL password', 'connect postgres://me:s3cr3t@db/x', 's3cr3t'],
  ])('takes %s out of a text, an error and a stack', (_what, text, secret) => {
    const all = logged((logger) => {
      logger.warn(text);
      logger.error(new Error(text));
      logger.error('failed', `${text}\n    at here`, 'Command');
    });
    expect(all.text).not.toContain(secret);
    expect(all.text).toContain('[redacted]');
  });

  it('writes readable lines when asked, secrets taken out as well', () => {
    const { text } = logged((logger) => logger.log({ msg: 'hello', pin: '123456' }), {
      LOG_FORMAT: 'pretty',
    });
    expect(text).toContain('hello');
    expect(text).not.toContain('123456');
  });
});
