import { readFile } from 'node:fs/promises';
import { SETUP_KEY, SETUP_KEY_FORM } from '@meshpair/domain';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';

export interface SetupKeyOptions {
  /** A file with the setup key or its link; `-` is standard input. */
  readonly setupKeyFile?: string | undefined;
}

export interface GivenSetupKey {
  readonly setupKey: string;
  /** The gateway that its link names; the key alone names none. */
  readonly url?: string;
}

/** Whether one is given, whatever it is. */
export const isSetupKeyGiven = ({ setupKeyFile }: SetupKeyOptions): boolean =>
  setupKeyFile !== undefined || Boolean(process.env.MESHPAIR_SETUP_KEY);

/** `--setup-key-file`, else `MESHPAIR_SETUP_KEY`; undefined where neither gives one. Never an argument. */
export async function givenSetupKey(
  { setupKeyFile }: SetupKeyOptions,
  printer: Printer,
): Promise<GivenSetupKey | undefined> {
  if (setupKeyFile === undefined) {
    const { MESHPAIR_SETUP_KEY } = process.env;
    return MESHPAIR_SETUP_KEY ? readSetupKey(MESHPAIR_SETUP_KEY) : undefined;
  }
  if (setupKeyFile !== '-') return readSetupKey(await readFile(setupKeyFile, 'utf8'));
  const piped = await printer.pipedInput();
  if (piped !== undefined) return readSetupKey(piped);
  const asker = printer.openAsker({ hidden: true });
  return readSetupKey((await asker.ask('Setup key: ').finally(() => asker.close())) ?? '');
}

/** The processes of a machine show their arguments to all who use it. */
export function refuseAsArgument(text: string): void {
  if (!/\bmps_[a-z0-9]+_/.test(text)) return;
  throw new CommandFailure(
    'A setup key is no argument, which others on this machine can read: give it by --setup-key-file (- is standard input) or MESHPAIR_SETUP_KEY. Revoke this one if others use the machine.',
    EXIT.usage,
    'setup_key_in_arguments',
  );
}

function readSetupKey(given: string): GivenSetupKey {
  const text = given.trim();
  if (SETUP_KEY.test(text)) return { setupKey: text };
  const link = URL.canParse(text) ? new URL(text) : undefined;
  const setupKey = new URLSearchParams(link?.hash.slice(1)).get('setup-key') ?? '';
  if (!link || !/^https?:$/.test(link.protocol) || !SETUP_KEY.test(setupKey))
    throw new CommandFailure(`A setup key is ${SETUP_KEY_FORM}, or its link`, EXIT.usage, 'bad_setup_key');
  return { setupKey, url: `${link.origin}${link.pathname.replace(/\/join\/?$/, '')}`.replace(/\/+$/, '') };
}
