import { answerOf, type MakeSetupKeyBody, type Mesh, type SetupKey } from '@meshpair/client';
import { timeAgo } from '@meshpair/words';
import { inEnglish } from '@meshpair/words/catalogues';
import type { Printer } from '../output/printer.js';

export async function listSetupKeys(mesh: Mesh, printer: Printer): Promise<void> {
  const { items } = await answerOf(mesh.GET('/setup-keys'));
  printer.list(
    items,
    {
      KEY: ({ setupKeyId }) => setupKeyId,
      LABEL: ({ label }) => label ?? '',
      USED: ({ used, uses }) => `${used}/${uses}`,
      STATE: stateOf,
      EXPIRES: ({ expiresAt }) => expiresAt,
      'LAST USED': ({ lastUsedAt }) =>
        lastUsedAt === null ? 'never' : timeAgo(inEnglish, lastUsedAt, Date.now()),
      TAGS: ({ tags }) => tags.join(' '),
    },
    'None: `meshpair setup-keys make` makes one.',
  );
}

export async function makeSetupKey(mesh: Mesh, printer: Printer, body: MakeSetupKeyBody): Promise<void> {
  const made = await answerOf(mesh.POST('/setup-keys', { body }));
  printer.emit(made);
  printer.sayQrCode(made.url);
  printer.say(`Key      ${made.setupKey}`);
  printer.say(`Link     ${made.url}`);
  printer.say(`Command  ${made.command}`);
  printer.say(`         It is shown this once, and lets ${devices(made.uses)} in until ${made.expiresAt}.`);
  printer.say(
    '         Give it by --setup-key-file (- is standard input) or in MESHPAIR_SETUP_KEY, never as an argument.',
  );
}

export async function revokeSetupKey(mesh: Mesh, printer: Printer, setupKeyId: string): Promise<void> {
  await answerOf(mesh.DELETE('/setup-keys/{id}', { params: { path: { id: setupKeyId } } }));
  printer.emit({ revoked: setupKeyId });
  printer.say(`The setup key ${setupKeyId} is revoked. The devices that have joined with it stay.`);
}

const devices = (uses: number): string => (uses === 1 ? 'one device' : `${uses} devices`);

function stateOf({ isLive, revokedAt, used, uses, asksOwner }: SetupKey): string {
  if (revokedAt !== null) return 'revoked';
  if (used >= uses) return 'used up';
  if (!isLive) return 'ended';
  return asksOwner ? 'live, asks' : 'live';
}
