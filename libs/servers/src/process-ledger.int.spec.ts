import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { identityFromPs, processIdentity } from './process-identity.js';
import { ProcessLedger } from './process-ledger.js';

const STAYS = `console.log('up'); setInterval(() => {}, 1000);`;
const STUBBORN = `process.on('SIGTERM', () => {}); ${STAYS}`;

describe('the ledger of started processes', () => {
  let directory: string;
  const children: ChildProcess[] = [];

  const start = async (script: string): Promise<ChildProcess & { readonly pid: number }> => {
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    if (child.stdout) await once(child.stdout, 'data');
    return child as ChildProcess & { readonly pid: number };
  };
  /** The signal that ended a process: /proc may show that it is gone before Node tells it here. */
  const endOf = async (child: ChildProcess): Promise<unknown> =>
    child.signalCode ?? ((await once(child, 'exit')) as unknown[])[1];
  const endOrphans = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    await new ProcessLedger(directory).endOrphans((line) => lines.push(line));
    return lines;
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'meshpair-ledger-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  it('ends what an earlier start has left running: gently, also who is halted, and by force who will not go', async () => {
    const [gentle, halted, stubborn] = await Promise.all([start(STAYS), start(STAYS), start(STUBBORN)]);
    const ledger = new ProcessLedger(directory);
    for (const child of [gentle, halted, stubborn]) ledger.note('child', child, 'SIGTERM');
    halted.kill('SIGSTOP');
    expect(await endOrphans()).toHaveLength(3);
    expect(await Promise.all([gentle, halted, stubborn].map(endOf))).toEqual([
      'SIGTERM',
      'SIGTERM',
      'SIGKILL',
    ]);
    expect(await endOrphans()).toEqual([]);
  }, 30_000);

  it('forgets a process that has left', async () => {
    const child = await start(STAYS);
    new ProcessLedger(directory).note('child', child, 'SIGTERM');
    expect(await readdir(directory)).toEqual([String(child.pid)]);
    child.kill();
    await once(child, 'exit');
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ['was started at another time', (identity: string) => identity.replace(/ \d+ /, ' 1 ')],
    ['runs another program', (identity: string) => `${identity} --other`],
    ['cannot be told from others', () => ''],
  ])('never ends a process with the pid of one of ours that %s', async (_what, changed) => {
    const bystander = await start(STAYS);
    const file = join(directory, String(bystander.pid));
    new ProcessLedger(directory).note('child', bystander, 'SIGTERM');
    const entry = JSON.parse(await readFile(file, 'utf8')) as { identity: string };
    await writeFile(file, JSON.stringify({ ...entry, identity: changed(entry.identity) }));
    expect(await endOrphans()).toEqual([]);
    expect([bystander.exitCode, bystander.signalCode]).toEqual([null, null]);
    expect(process.kill(bystander.pid, 0)).toBe(true);
  });

  it.each([
    ['/proc', processIdentity],
    ['ps', identityFromPs],
  ])('tells processes apart by %s', async (_source, identityOf) => {
    const [one, other] = await Promise.all([start(STAYS), start(`${STAYS}//`)]);
    expect(identityOf(one.pid)).toContain(STAYS);
    expect(identityOf(one.pid)).toBe(identityOf(one.pid));
    expect(identityOf(one.pid)).not.toBe(identityOf(other.pid));
    one.kill();
    await once(one, 'exit');
    expect(identityOf(one.pid)).toBe('');
  });
});
