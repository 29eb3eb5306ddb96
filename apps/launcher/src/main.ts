import { printable } from '@meshpair/contracts';
import { readSettings } from '@meshpair/settings';
import { checkSettings } from './check-settings.js';
import { type DataDirectory, takeDataDirectory } from './data-directory.js';
import { launch } from './launch.js';
import { removeMeshFile } from './mesh-file.js';
import { RunningParts } from './running-parts.js';

/** npm passes a Ctrl-C on to us that the terminal has sent already: the second signal of such a pair means nothing. */
const SAME_SIGNAL_MS = 1000;

/** Names that devices give themselves come by here. */
const log = (line: string): void => console.log(printable(line));
const parts = new RunningParts();
const givenUp = new AbortController();
let dataDirectory: DataDirectory | undefined;
let stoppingSince: number | undefined;

function leave(code: number): never {
  if (dataDirectory) {
    removeMeshFile(dataDirectory.path);
    dataDirectory.release();
  }
  process.exit(code);
}

async function stop(code: number): Promise<void> {
  stoppingSince = Date.now();
  givenUp.abort(new Error('stopped'));
  await parts.stop(log).catch((error: unknown) => console.error(error));
  if (code === 0) log('Stopped.');
  leave(code);
}

function onSignal(): void {
  if (stoppingSince === undefined) void stop(0);
  else if (Date.now() - stoppingSince > SAME_SIGNAL_MS) void parts.kill().finally(() => leave(1));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
try {
  const settings = readSettings(process.env);
  await checkSettings(settings);
  dataDirectory = await takeDataDirectory(settings.DATA_DIR);
  // An earlier start that was killed may have left these.
  removeMeshFile(dataDirectory.path);
  await dataDirectory.ledger.endOrphans(log);
  log(`Data is kept in ${dataDirectory.path}`);
  await launch({ environment: process.env, dataDirectory, parts, log, signal: givenUp.signal });
} catch (error) {
  if (stoppingSince === undefined) {
    console.error(printable(error instanceof Error ? error.message : String(error)));
    await stop(1);
  }
}
