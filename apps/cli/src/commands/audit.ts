import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerOf, type Mesh } from '@meshpair/client';
import { Misfit, verifyExport } from '../audit/verify-export.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';

/** Writes the signed trail of the owner into a file: whole, or not at all. */
export async function exportAudit(
  mesh: Mesh,
  printer: Printer,
  { file, owner }: { readonly file: string; readonly owner: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  const query = { format: 'signed', ...(owner !== undefined && { ownerId: owner }) } as const;
  const body = await answerOf(mesh.GET('/audit/export', { params: { query }, parseAs: 'stream', signal }));
  const draft = `${file}.${process.pid}`;
  try {
    await pipeline(Readable.from(body ?? []), createWriteStream(draft, { mode: 0o600, flags: 'wx' }), {
      signal,
    });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  printer.emit({ file });
  printer.say(`The trail is in ${file}. Check it anywhere: meshpair audit verify ${file}`);
}

/** Checks a signed export, without a mesh: what it says fits, and by which key it is signed. */
export async function verifyAudit(printer: Printer, file: string, trusted: readonly string[]): Promise<void> {
  try {
    const verified = await verifyExport(await linesOf(file), trusted);
    printer.emit({ ok: true, ...verified });
    const { first, last, signedAt, keys, ownerId } = verified;
    printer.say(
      last < first ? 'No events.' : `Events ${first} to ${last} of owner ${ownerId} are as they were signed.`,
    );
    if (first > 1) printer.say(`Events before ${first} are not in it: pruned, or cut off.`);
    printer.say(`Signed last at ${signedAt}, by the key ${keys.join(', ')}.`);
    if (trusted.length === 0)
      printer.say('The file itself names that key. Compare it with: meshpair audit keys');
  } catch (error) {
    if (error instanceof Misfit) throw new CommandFailure(error.message, EXIT.refused, 'audit_misfit');
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CommandFailure(`There is no file ${file}`, EXIT.usage, 'no_file');
    throw error;
  }
}

/** `-` is the standard input. */
const linesOf = async (file: string): Promise<AsyncIterable<string>> =>
  file === '-'
    ? createInterface({ input: process.stdin, crlfDelay: Infinity })
    : (await open(file)).readLines();

/** The keys that a mesh signs its trails with, the newest first. */
export async function listAuditKeys(mesh: Mesh, printer: Printer): Promise<void> {
  const { keys } = await answerOf(mesh.GET('/.well-known/audit-keys.json'));
  printer.list(keys, { KEY: ({ kid }) => kid ?? '', ALGORITHM: ({ alg }) => alg ?? '' }, 'No keys yet.');
}
