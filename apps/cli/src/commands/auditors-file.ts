import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Auditor, auditorAccounts, readAuditors } from '@meshpair/servers/auditors';
import { readSettings } from '@meshpair/settings';
import { CommandFailure, EXIT } from '../exit-codes.js';

/** `AUDITORS_FILE`, else that of `npm start`. */
export function auditorsFile(): string {
  const { AUDITORS_FILE, DATA_DIR } = readSettings(process.env);
  return AUDITORS_FILE ?? join(DATA_DIR, 'nats', 'auditors.conf');
}

/** Who is in the file. Throws a `CommandFailure` where there is none, or it was changed by hand. */
export async function listedAuditors(file: string): Promise<readonly Auditor[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new CommandFailure(
      `There is no ${file}: run npm start once (DATA_DIR says where), or set AUDITORS_FILE`,
      EXIT.unavailable,
      'no_mesh',
    );
  });
  try {
    return readAuditors(text);
  } catch (error) {
    throw new CommandFailure(`${file}: ${(error as Error).message}`, EXIT.failed, 'changed_by_hand');
  }
}

/** Writes who is to be in the file, whole or not at all, and one change at a time. What `change` throws leaves it as it is. */
export async function changeAuditors(
  file: string,
  change: (auditors: readonly Auditor[]) => readonly Auditor[],
): Promise<void> {
  await listedAuditors(file);
  const draft = `${file}.new`;
  await takeDraft(draft);
  try {
    await writeFile(draft, auditorAccounts(change(await listedAuditors(file))));
    await chmod(draft, (await stat(file)).mode & 0o777);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function takeDraft(draft: string): Promise<void> {
  try {
    await writeFile(draft, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandFailure(
      `${draft} is there: another command changes the auditors; remove it if none does`,
      EXIT.unavailable,
      'busy',
    );
  }
}
