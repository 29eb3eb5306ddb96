import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditedNats, startAuditedNats, waitFor } from '@meshpair/testing';

const PROGRAMS = {
  typescript: [process.execPath, 'examples/audit-consumer/consume.ts'],
  python: ['python3', 'examples/audit-consumer-python/consume.py'],
} as const;

const SEED = 13;

/** Numbers below `limit`, the same ones each time (Park and Miller's generator). */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

describe.each(Object.entries(PROGRAMS))('the consumer in %s', (language, [command, script]) => {
  let nats: AuditedNats;
  let folder: string;
  let url: string;
  let running: ChildProcess | undefined;
  let output = '';
  const published: string[] = [];

  beforeAll(async () => {
    nats = await startAuditedNats();
    folder = await mkdtemp(join(tmpdir(), 'meshpair-consumer-'));
    url = await nats.addAuditor(language);
  });
  afterAll(async () => {
    await end('SIGKILL');
    await nats?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const file = (): string => join(folder, 'events.db');

  function start(): void {
    running = spawn(command, [script, url, file()], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [running.stdout, running.stderr])
      stream?.on('data', (text: Buffer) => (output += text.toString()));
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** The ids in its table; there is none before its first start. */
  function stored(): readonly string[] {
    if (!existsSync(file())) return [];
    const database = new DatabaseSync(file(), { timeout: 5_000 });
    try {
      return database
        .prepare('select id from events order by rowid')
        .all()
        .map(({ id }) => String(id));
    } catch {
      return [];
    } finally {
      database.close();
    }
  }

  const untilStored = (count: number): Promise<boolean> =>
    waitFor(
      () => {
        if (running && running.exitCode !== null) throw new Error(`The consumer has ended: ${output}`);
        return stored().length >= count;
      },
      { timeoutMs: 60_000, message: `${count} events` },
    );

  const publish = async (count: number): Promise<void> => {
    published.push(...(await nats.publishEvents(count)));
  };

  /** What went to the request of a program that had ended comes again, after what was told later. */
  const expectEachOnce = (): void => expect([...stored()].sort()).toEqual([...published].sort());

  it('has each of 1,000 events once that were told while it was away', async () => {
    start();
    await publish(100);
    await untilStored(100);
    await end('SIGTERM');
    await publish(1_000);
    start();
    await untilStored(published.length);
    expectEachOnce();
  });

  it('has each event once after ten kills at random', async () => {
    const below = seeded(SEED);
    await end('SIGKILL');
    await publish(1_000);
    for (let kill = 0; kill < 10; kill += 1) {
      const have = stored().length;
      start();
      // As many events more as there are, or fewer.
      const enough = Math.min(have + 1 + below(80), published.length);
      await untilStored(enough);
      await end('SIGKILL');
    }
    start();
    await untilStored(published.length);
    expectEachOnce();
  });
});
