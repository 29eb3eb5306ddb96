import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { freePort } from '@meshpair/servers';
import { processesWith, RunningLauncher } from '@meshpair/testing';
import { readMemory } from '../cost/process-cost.js';
import { median, type Say } from './say.js';

const STARTS = 5;
/** What a start needs besides is given back by then. */
const REST_SECONDS = 20;

/** How long `npm start` takes when all is installed and made, and what its processes keep of the memory at rest. */
export async function flatStart(say: Say): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-bench-'));
  // The postgres user must be able to pass through.
  await chmod(dataDir, 0o711);
  const settings = { DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: String(await freePort()) };
  const start = async (): Promise<{ launcher: RunningLauncher; seconds: number }> => {
    const launcher = new RunningLauncher(settings);
    const began = performance.now();
    await launcher.untilReady();
    return { launcher, seconds: (performance.now() - began) / 1000 };
  };
  try {
    const first = await start();
    await first.launcher.stop();
    const seconds: number[] = [];
    let memory = '';
    for (let turn = 1; turn <= STARTS; turn += 1) {
      const { launcher, seconds: taken } = await start();
      seconds.push(taken);
      if (turn === STARTS) {
        await new Promise((resolve) => setTimeout(resolve, REST_SECONDS * 1000));
        memory = await memoryAtRest(dataDir, launcher.pid);
      }
      await launcher.stop();
    }
    say('npm start, when all is installed and built');
    say(`  first start, with a new data folder: ${first.seconds.toFixed(1)} s to ready`);
    say(`  later starts: median of ${STARTS} ${median(seconds).toFixed(1)} s to ready`);
    say(`  memory after ${REST_SECONDS} s of rest: ${memory}`);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function memoryAtRest(dataDir: string, launcher: number | undefined): Promise<string> {
  const running = await processesWith(dataDir);
  const parts = new Map<string, number[]>();
  const add = (name: string, pid: number): void => void parts.set(name, [...(parts.get(name) ?? []), pid]);
  for (const { pid, commandLine } of running) add(pid === launcher ? 'launcher' : nameOf(commandLine), pid);
  const memory = readMemory([...parts].map(([name, pids]) => ({ name, pids })));
  const sum = Object.values(memory).reduce((total, each) => total + each, 0);
  const each = Object.entries(memory).map(([name, mb]) => `${name} ${mb.toFixed(0)}`);
  return `${sum.toFixed(0)} MB (${each.join(', ')})`;
}

/** A service by its folder, a server by its program. */
function nameOf(commandLine: string): string {
  const [program = '', script = ''] = commandLine.split(' ');
  const [, service] = /apps\/([^/]+)\//.exec(script) ?? [];
  return service ?? (/postgres/.test(commandLine) ? 'postgres' : basename(program));
}
