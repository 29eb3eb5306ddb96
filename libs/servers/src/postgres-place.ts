import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { keptSecret } from './kept-secret.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { canEnter, canRun } from './postgres-user.js';
import type { LineLog, RunAs } from './spawn-process.js';

/** Where Postgres keeps its data, and where its programs are. */
export interface PostgresPlace {
  readonly directory: string;
  readonly binaries: PostgresBinaries;
}

/** Where data goes that the postgres user could not reach: not below a private home or temporary directory. */
const REACHABLE_ROOT = '/var/lib/meshpair';

/**
 * `dataDir/postgres`, and the programs where npm put them. Run as root, Postgres runs as another user, who may not
 * reach these (a checkout in /root, a private temporary directory): then both go below /var/lib/meshpair.
 */
export async function placePostgres(
  dataDir: string,
  binaries: PostgresBinaries,
  user: RunAs | undefined,
  log: LineLog,
): Promise<PostgresPlace> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const inside = join(await realpath(dataDir), 'postgres');
  if (user === undefined) {
    await mkdir(inside, { recursive: true, mode: 0o700 });
    return { directory: inside, binaries };
  }
  // Others may pass through, but not list: every file in it has a mode of its own.
  await chmod(dataDir, ((await stat(dataDir)).mode & 0o777) | 0o011);
  const directory = canEnter(dataDir, user) ? inside : await reachableDirectory(dataDir, log);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chown(directory, user.uid, user.gid);
  return {
    directory,
    binaries: canRun(binaries.postgres, user) ? binaries : await copyBinaries(binaries, log),
  };
}

/** The name is random and kept in `dataDir`: another data directory at the same path later is another database. */
async function reachableDirectory(dataDir: string, log: LineLog): Promise<string> {
  const home = join(REACHABLE_ROOT, await keptSecret(dataDir, 'postgres-place'));
  await mkdir(home, { recursive: true, mode: 0o711 });
  log(
    `The postgres user cannot enter ${dataDir}: the database is kept in ${home} (start as another user than root to keep it here)`,
  );
  return join(home, 'postgres');
}

async function copyBinaries(binaries: PostgresBinaries, log: LineLog): Promise<PostgresBinaries> {
  const { mtimeMs, size } = await stat(binaries.postgres);
  const root = join(REACHABLE_ROOT, `binaries-${size}-${Math.floor(mtimeMs)}`);
  if (!existsSync(root)) {
    log(`The postgres user cannot run ${binaries.postgres}: copying Postgres to ${root}`);
    const unfinished = `${root}.${process.pid}`;
    await mkdir(REACHABLE_ROOT, { recursive: true, mode: 0o711 });
    await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, root).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  const moved = (path: string): string => join(root, relative(binaries.root, path));
  return { root, initdb: moved(binaries.initdb), postgres: moved(binaries.postgres) };
}
