import type { OwnerKeyOutcome } from './bootstrap-mesh.js';

export interface Announcement {
  readonly localUrl: string;
  readonly publicUrl: string;
  readonly ownerKey: OwnerKeyOutcome;
}

/** The box that says where the console is, what opens it, and how to stop. */
export function announcement({ localUrl, publicUrl, ownerKey }: Announcement): string {
  const lines = [
    'Meshpair is ready.',
    '',
    `Console            ${localUrl}`,
    `For your devices   ${publicUrl}`,
    '',
    ...ownerKeyLines(ownerKey),
    '',
    'Ctrl-C stops everything; your data stays.',
  ];
  const width = Math.max(...lines.map((line) => line.length));
  const rule = '─'.repeat(width + 2);
  return [`┌${rule}┐`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${rule}┘`].join('\n');
}

function ownerKeyLines(outcome: OwnerKeyOutcome): readonly string[] {
  if (outcome.kind === 'made') {
    return [`Owner key          ${outcome.key}`, '                   Keep it: it is shown this once.'];
  }
  if (outcome.kind === 'exists') return ['Owner key          was printed at the first start'];
  return ['Owner key          is the one in MESHPAIR_OWNER_KEY'];
}
