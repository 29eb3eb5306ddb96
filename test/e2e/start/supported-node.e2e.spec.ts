import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { testEnvironment } from '@meshpair/testing';

const inRepository = (file: string): string => join(testEnvironment('repository'), file);

/** Goes on under another Node (here the same one) with a program, as a script of ours does on an old one. */
function goOnWith(program: string): ReturnType<typeof spawn> {
  const scripts = pathToFileURL(inRepository('scripts/supported-node.mjs')).href;
  const script = `const { goOnUnder } = await import(${JSON.stringify(scripts)});
    await goOnUnder(process.execPath, ['-e', ${JSON.stringify(program)}]);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

const endOf = (child: ReturnType<typeof spawn>): Promise<readonly [number | null, string | null]> =>
  new Promise((resolve) => child.once('close', (code, signal) => resolve([code, signal])));

const firstOutput = (child: ReturnType<typeof spawn>): Promise<string> =>
  new Promise((resolve) => child.stdout?.once('data', (data) => resolve(String(data))));

describe('going on under another Node', () => {
  it('leaves with the exit code, or by the signal, that the program leaves with', async () => {
    expect(await endOf(goOnWith('process.exit(7)'))).toEqual([7, null]);
    expect(await endOf(goOnWith('process.kill(process.pid, "SIGKILL")'))).toEqual([null, 'SIGKILL']);
  });

  it('hands on what is typed', async () => {
    const child = goOnWith('process.stdin.pipe(process.stdout)');
    child.stdin?.end('123456');
    expect(await firstOutput(child)).toBe('123456');
  });

  it('hands a signal on, and waits for what the program does about it', async () => {
    const child = goOnWith(
      'process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); console.log("up")',
    );
    expect(await firstOutput(child)).toBe('up\n');
    child.kill('SIGTERM');
    expect(await endOf(child)).toEqual([9, null]);
  });

  it('hands the whole command line on, the name of the program included', async () => {
    const script = inRepository('scripts/start-program.mjs');
    // The first Node says that it is an old one; the second says what it was given.
    const loaded = `if (process.env.IS_SECOND !== undefined) {
      console.log(process.argv.slice(2).join(' '));
      process.exit();
    }
    process.env.IS_SECOND = 'yes';
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });`;
    const child = spawn(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(loaded)}`, script, 'faults', '--seed', '7'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = endOf(child);
    expect(await firstOutput(child)).toBe('faults --seed 7\n');
    expect(await ended).toEqual([0, null]);
  });

  it('is what every npm script does first, unless the Node is a supported one', async () => {
    const { scripts } = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const files = Object.values(scripts).flatMap((script) =>
      script.split(' && ').map((command) => /^node (\S+)/.exec(command)?.[1] ?? command),
    );
    for (const file of new Set(files))
      expect([file, await readFile(inRepository(file), 'utf8').catch(String)]).toEqual([
        file,
        expect.stringContaining('await goOnWithSupportedNode()'),
      ]);
  });
});
