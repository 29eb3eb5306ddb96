import { describe, expect, it } from '@jest/globals';
import { ProcessFailedToStart, type RunningProcess, spawnProcess } from './spawn-process.js';
import { superviseProcess } from './supervise-process.js';

const STAYS = `console.log('up'); setInterval(() => {}, 1000);`;
const STUBBORN = `process.on('SIGTERM', () => console.log('no')); ${STAYS}`;

const start = (script: string, onLine: (line: string) => void = () => undefined): Promise<RunningProcess> =>
  spawnProcess({
    name: 'child',
    command: process.execPath,
    args: ['-e', script],
    env: {},
    onLine,
    isReady: { line: (line) => line === 'up' },
  });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a started process', () => {
  it('that leaves before it is ready is an error with its last lines', async () => {
    const failed = start(`console.error('PORT: must be a number'); process.exit(3);`);
    await expect(failed).rejects.toThrow(ProcessFailedToStart);
    await expect(failed).rejects.toThrow('child did not start (exit code 3)\n  PORT: must be a number');
  });

  it('whose program is missing is an error', async () => {
    await expect(
      spawnProcess({
        name: 'x',
        command: '/nowhere/x',
        args: [],
        env: {},
        onLine: () => undefined,
        isReady: { line: () => true },
      }),
    ).rejects.toThrow('ENOENT');
  });

  it('is killed when it does not leave within 10 seconds of being asked to', async () => {
    const stubborn = await start(STUBBORN);
    await stubborn.stop();
    expect(await stubborn.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

describe('a supervised process', () => {
  it('is started again when it dies, later each time, and no more once stopped', async () => {
    const lines: string[] = [];
    const restarted: (() => void)[] = [];
    let starts = 0;
    const supervised = await superviseProcess({
      name: 'child',
      backoffMs: 20,
      log: (line) => lines.push(line),
      start: async () => {
        const running = await start(STAYS);
        starts += 1;
        restarted.pop()?.();
        return running;
      },
    });
    for (const expected of [2, 3]) {
      const again = new Promise<void>((resolve) => restarted.push(resolve));
      process.kill(supervised.current.pid, 'SIGKILL');
      await again;
      expect(starts).toBe(expected);
      // The start is over once `current` is the new process.
      await new Promise((turn) => setImmediate(turn));
    }
    const last = supervised.current.pid;
    await supervised.stop();
    expect(isAlive(last)).toBe(false);
    expect(starts).toBe(3);
    expect(
      lines.filter((line) => line.includes('left unexpectedly')).map((line) => line.split(' in ')[1]),
    ).toEqual(['20 ms', '40 ms']);
  });

  it('whose first start fails is the error of the caller', async () => {
    await expect(
      superviseProcess({ name: 'child', log: () => undefined, start: () => start('process.exit(1)') }),
    ).rejects.toThrow('child did not start');
  });
});
