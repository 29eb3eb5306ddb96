import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'dist/main.js');

/** Runs the fault suite as its command does, and resolves with all that it has written. */
function runSuite(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

describe('a mesh that is broken on purpose, in short', () => {
  it('loses nothing of what it said when processes die, connections break and the stream is full', async () => {
    const { code, output } = await runSuite('--short');
    // What broke stands in the output, with the seed that repeats it.
    if (code !== 0) throw new Error(output);
    expect(output).toMatch(/Faults [1-9]/);
    expect(output).toMatch(/claimed [1-9]/);
    expect(output).toMatch(/Webhook: told [1-9]\d* times, accepted [1-9]/);
  }, 150_000);

  it('loses nothing when a node of its NATS cluster dies, and later another', async () => {
    const { code, output } = await runSuite('--short', '--cluster');
    if (code !== 0) throw new Error(output);
    expect(output).toMatch(/Faults 2: kill a NATS node 2/);
    expect(output).toMatch(/claimed [1-9]/);
  }, 150_000);

  it('says that it does not know a kind of fault', async () => {
    const { code, output } = await runSuite('--kinds', 'sunspots');
    expect([code, output]).toEqual([2, expect.stringContaining('There is no fault "sunspots"')]);
  });
});
