import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptSecret } from './kept-secret.js';

/** The secret of an installation, and those before it that still count. */
export interface RotatingSecrets {
  readonly current: string;
  readonly previous: readonly string[];
}

interface PreviousSecret {
  readonly secret: string;
  /** ISO 8601; null until the first start without it, for up to then it was still in use. */
  readonly retiredAt: string | null;
}

/** There is nothing to rotate. */
export class NoSecretYet extends Error {
  constructor(path: string) {
    super(`There is no secret in ${path} yet: npm start makes one`);
    this.name = 'NoSecretYet';
  }
}

const pathsOf = (directory: string, file: string): { current: string; previous: string } => ({
  current: join(directory, file),
  previous: join(directory, `${file}.previous`),
});

/**
 * Puts a new secret in the place of the kept one, and the old one beside it; a start reads both. The old one is
 * written first: whenever this ends, no secret that is in use is lost. Throws `NoSecretYet`.
 */
export async function rotateKeptSecret(directory: string, file: string): Promise<void> {
  const { current, previous } = pathsOf(directory, file);
  const old = (await readIfThere(current))?.trim();
  if (old === undefined) throw new NoSecretYet(current);
  const others = (await readPrevious(previous)).filter(({ secret }) => secret !== old);
  await replaceFile(previous, JSON.stringify([{ secret: old, retiredAt: null }, ...others]));
  await replaceFile(current, `${randomBytes(32).toString('base64url')}\n`);
}

/** The secrets that a start at `now` goes with: the kept one, made if there is none, and those retired since `keptSince`. */
export async function rotatingSecrets(
  directory: string,
  file: string,
  { now, keptSince }: { readonly now: Date; readonly keptSince: Date },
): Promise<RotatingSecrets> {
  const current = await keptSecret(directory, file);
  const path = pathsOf(directory, file).previous;
  const before = await readPrevious(path);
  const after = before
    .filter(({ secret }) => secret !== current)
    .map(({ secret, retiredAt }) => ({ secret, retiredAt: retiredAt ?? now.toISOString() }))
    .filter(({ retiredAt }) => Date.parse(retiredAt) >= keptSince.getTime());
  if (JSON.stringify(after) !== JSON.stringify(before)) await replaceFile(path, JSON.stringify(after));
  return { current, previous: after.map(({ secret }) => secret) };
}

const readPrevious = async (path: string): Promise<readonly PreviousSecret[]> =>
  JSON.parse((await readIfThere(path)) ?? '[]') as PreviousSecret[];

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whoever reads meanwhile finds the whole old content, or the whole new one. */
async function replaceFile(path: string, content: string): Promise<void> {
  const next = `${path}.next`;
  await writeFile(next, content, { mode: 0o600 });
  await rename(next, path);
}
