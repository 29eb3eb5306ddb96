import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the terminal keeps what is its user's alone (XDG Base Directory Specification). */
export const configFile = (name: string, environment = process.env): string =>
  join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'meshpair', name);

/** Writes JSON that only its owner can read (0600), whole or not at all. */
export const writePrivateJson = (path: string, value: unknown): Promise<void> =>
  writePrivateText(path, `${JSON.stringify(value, null, 2)}\n`);

/** The same for text. */
export async function writePrivateText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}

/** The JSON of a file; undefined when there is none. */
export async function readJson<Value>(path: string): Promise<Value | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}
