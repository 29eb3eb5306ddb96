import { execFile } from 'node:child_process';
import { chown, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresPlace } from './postgres-place.js';
import type { LineLog, RunAs } from './spawn-process.js';

const run = promisify(execFile);

export interface InitPostgresOptions {
  readonly place: PostgresPlace;
  readonly cluster: string;
  readonly user: RunAs | undefined;
  readonly role: string;
  readonly password: string;
  readonly fsync: boolean;
  readonly log: LineLog;
}

/** Makes a database cluster (UTF-8, the same sort order on every machine, passwords by SCRAM), whole or not at all. */
export async function initPostgres(options: InitPostgresOptions): Promise<void> {
  const { place, cluster, user, role, password, fsync, log } = options;
  const unfinished = `${cluster}.unfinished`;
  const passwordFile = join(place.directory, 'initdb-password');
  log(`Making a Postgres cluster in ${cluster}`);
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
    const flags = [
      `--pgdata=${unfinished}`,
      `--username=${role}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(fsync ? [] : ['--no-sync']),
    ];
    await run(place.binaries.initdb, flags, { env: { LC_ALL: 'C', TZ: 'UTC' }, cwd: '/', ...user });
    await rename(unfinished, cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}
