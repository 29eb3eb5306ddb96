import { spawn } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { RunningSystem } from '@meshpair/testing';

interface Mesh {
  readonly system: RunningSystem;
  /** `PUBLIC_URL`, which links name. */
  readonly origin: string;
  /** Where the terminal keeps what is a user's. */
  readonly home: string;
  /** A setup key as its owner's list has it. */
  readonly found: (setupKeyId: string) => Promise<unknown>;
}

/** The terminal makes a setup key, joins with it in each way that it takes one, and refuses it as an argument. */
export async function joinsByTerminal({ system, origin, home, found }: Mesh): Promise<void> {
  const file = join(home, 'setup-key');
  const credentials = (name: string): string => join(home, `${name}.json`);
  const terminal = async (
    args: readonly string[],
    { environment = {}, input = '' }: { environment?: Record<string, string>; input?: string } = {},
  ): Promise<{ readonly code: number | null; readonly output: string }> => {
    const program = ['apps/cli/bin/meshpair.mjs', ...args, '--json'];
    const env = { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: home, ...environment };
    const child = spawn(process.execPath, program, { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    child.stdin.end(input);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  };
  const joinInto = (name: string, ...args: string[]): readonly string[] => [
    'join',
    '--url',
    system.baseUrl,
    '--output',
    credentials(name),
    ...args,
  ];
  const asked = { environment: { MESHPAIR_OWNER_KEY: system.ownerKey, MESHPAIR_URL: system.baseUrl } };
  const made = await terminal(['setup-keys', 'make', 'terminals', '--uses', '3', '--tag', 'tty'], asked);
  const {
    setupKey,
    setupKeyId,
    url: link,
  } = JSON.parse(made.output) as Record<'setupKey' | 'setupKeyId' | 'url', string>;
  await writeFile(file, `${link.replace(origin, system.baseUrl)}\n`);
  expect(await terminal(joinInto('one', '--setup-key-file', file))).toMatchObject({ code: 0 });
  expect((await stat(credentials('one'))).mode & 0o777).toBe(0o600);
  const byPipe = await terminal(joinInto('two', '--setup-key-file', '-'), { input: `${setupKey}\n` });
  expect(byPipe).toMatchObject({ code: 0 });
  expect(await terminal(joinInto('three'), { environment: { MESHPAIR_SETUP_KEY: setupKey } })).toMatchObject({
    code: 0,
  });
  expect(await found(setupKeyId)).toMatchObject({ label: 'terminals', used: 3, tags: ['tty'] });
  const nodeOf = async (name: string): Promise<unknown> =>
    (JSON.parse(await readFile(credentials(name), 'utf8')) as { node: { id: string } }).node.id;
  const before = await nodeOf('one');
  expect(await terminal(joinInto('one'))).toMatchObject({ code: 0 });
  expect(await nodeOf('one')).toBe(before);
  expect(await terminal(joinInto('four', setupKey))).toMatchObject({
    code: 2,
    output: expect.stringContaining('setup_key_in_arguments'),
  });
  const used = await terminal(joinInto('four', '--setup-key-file', '-'), { input: setupKey });
  expect(used).toMatchObject({ code: 4, output: expect.stringContaining('setup_key_used_up') });
  expect(byPipe.output + used.output).not.toContain(setupKey.split('_')[2]);
  const list = await terminal(['setup-keys', 'list'], asked);
  expect(list.output).toContain(setupKeyId);
  expect(await terminal(['setup-keys', 'revoke', setupKeyId], asked)).toMatchObject({ code: 0 });
}
