import { createInterface } from 'node:readline/promises';
import { isPortFree } from '@meshpair/servers';
import { SettingsError } from '@meshpair/settings';

/** A port that something else listens on. */
export class PortTaken extends Error {
  constructor(
    readonly port: number,
    readonly free: number | undefined,
  ) {
    super(`port ${port} is taken${free === undefined ? '' : `; try PORT=${free} npm start`}`);
    this.name = 'PortTaken';
  }
}

const PORTS_TRIED = 100;
const LAST_PORT = 65_535;

/** The wanted port, or another that the person at the terminal agrees to. Throws a `PortTaken`. */
export async function choosePort(wanted: number, host: string): Promise<number> {
  if (await mayListen(wanted, host)) return wanted;
  const free = await nextFreePort(wanted, host);
  const taken = new PortTaken(wanted, free);
  if (free === undefined || !process.stdin.isTTY || !process.stdout.isTTY) throw taken;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Port ${wanted} is taken. Use ${free} instead? [Y/n] `);
  terminal.close();
  if (/^(y|yes|)$/i.test(answer.trim())) return free;
  throw taken;
}

async function mayListen(port: number, host: string): Promise<boolean> {
  try {
    return await isPortFree(port, host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new SettingsError([`PORT: this user may not listen on ${port}: take one above 1023`]);
  }
}

async function nextFreePort(taken: number, host: string): Promise<number | undefined> {
  const last = Math.min(taken + PORTS_TRIED, LAST_PORT);
  for (let port = taken + 1; port <= last; port += 1) {
    if (await isPortFree(port, host)) return port;
  }
  return undefined;
}
