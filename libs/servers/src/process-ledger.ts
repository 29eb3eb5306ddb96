import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, processIdentity } from './process-identity.js';

/** A process that was started on a data directory. */
interface Entry {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
  readonly stopSignal: NodeJS.Signals;
}

const GRACE_MS = 10_000;
const LOOK_MS = 50;

/** Keeps in a folder what was started, a file for each process, so that a later start can end what was left behind. */
export class ProcessLedger {
  constructor(private readonly directory: string) {}

  /** Notes a child until it exits. */
  note(name: string, child: ChildProcess, stopSignal: NodeJS.Signals): void {
    const { pid } = child;
    if (pid === undefined) return;
    const file = this.fileOf(pid);
    child.once('exit', () => rmSync(file, { force: true }));
    try {
      this.write(file, { name, pid, identity: processIdentity(pid), stopSignal });
    } catch {
      // A full disk: what runs and cannot be noted is better than what does not run.
    }
  }

  /** Ends the noted processes that still run: gently, and by force what is left after 10 seconds. Never another process. */
  async endOrphans(log: (line: string) => void): Promise<void> {
    const orphans = this.entries().filter(isStillRunning);
    for (const { name, pid, stopSignal } of orphans) {
      log(`Ending ${name} (pid ${pid}), left behind by a start that was killed`);
      signal(pid, stopSignal);
      signal(pid, 'SIGCONT');
    }
    await Promise.all(orphans.map(untilGone));
    rmSync(this.directory, { recursive: true, force: true });
  }

  private write(file: string, entry: Entry): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(entry), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  private entries(): readonly Entry[] {
    return pidsIn(this.directory).flatMap((pid) => {
      try {
        return [JSON.parse(readFileSync(this.fileOf(pid), 'utf8')) as Entry];
      } catch {
        return [];
      }
    });
  }

  private readonly fileOf = (pid: number): string => join(this.directory, String(pid));
}

function pidsIn(directory: string): readonly number[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** The very process that was noted: one that was given its pid later is somebody else's. */
const isStillRunning = ({ pid, identity }: Entry): boolean =>
  identity !== '' && isAlive(pid) && processIdentity(pid) === identity;

async function untilGone(entry: Entry): Promise<void> {
  const killAt = Date.now() + GRACE_MS;
  const giveUpAt = killAt + GRACE_MS;
  while (isStillRunning(entry)) {
    if (Date.now() > giveUpAt)
      throw new Error(
        `${entry.name} (pid ${entry.pid}) of an earlier start cannot be ended: end it, then start again`,
      );
    if (Date.now() > killAt) signal(entry.pid, 'SIGKILL');
    await new Promise((later) => setTimeout(later, LOOK_MS));
  }
}

/** A process that has gone, or is another user's, is seen by the wait that follows. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // See above.
  }
}
