import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret of 256 random bits (base64url) that is made once and kept in a file that only this user can read. */
export async function keptSecret(directory: string, file: string): Promise<string> {
  const path = join(directory, file);
  // A disk without room has to do for what is there already.
  if (!existsSync(path)) await makeSecret(directory, path);
  await chmod(path, 0o600);
  return (await readFile(path, 'utf8')).trim();
}

async function makeSecret(directory: string, path: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const made = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(made, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    // Whole or not at all: who asks meanwhile never reads half a secret.
    await link(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(made, { force: true });
  }
}
