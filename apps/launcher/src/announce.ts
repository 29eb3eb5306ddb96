import type { OwnerKeyOutcome } from './bootstrap-mesh.js';

export interface Announcement {
  readonly localUrl: string;
  readonly publicUrl: string;
  readonly ownerKey: OwnerKeyOutcome;
  /** Signs a console in, once and within the hour; undefined when the owner has no key left. */
  readonly signInCode: string | undefined;
  /** Of a self-signed certificate. */
  readonly fingerprint: string | undefined;
  readonly isPlainHttpBeyondLoopback: boolean;
  /** What to do, when no other device can reach `publicUrl`. */
  readonly onlyHere: string | undefined;
}

/** The box that says where the console is, what opens it, and how to stop. */
export function announcement(told: Announcement): string {
  const { localUrl, publicUrl, ownerKey } = told;
  const lines = [
    'Meshpair is ready.',
    '',
    `Console            ${localUrl}`,
    ...signInLines(told),
    `For your devices   ${publicUrl}`,
    ...reachLines(told),
    ...networkLines(told),
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

function signInLines({ localUrl, signInCode }: Announcement): readonly string[] {
  if (signInCode === undefined) return [];
  return [
    `Sign in            ${localUrl}/#signin=${signInCode}`,
    '                   This link signs you in once, within the hour.',
  ];
}

function reachLines({ publicUrl, onlyHere }: Announcement): readonly string[] {
  if (onlyHere === undefined) return [];
  return [
    `Only this machine  no other device can reach ${new URL(publicUrl).hostname}, nor scan a QR code of it:`,
    `                   ${onlyHere}`,
  ];
}

function networkLines({ fingerprint, isPlainHttpBeyondLoopback }: Announcement): readonly string[] {
  if (fingerprint !== undefined) {
    const half = Math.ceil(fingerprint.length / 2);
    return [
      `Certificate        self-signed, SHA-256 ${fingerprint.slice(0, half)}`,
      `                                        ${fingerprint.slice(half)}`,
    ];
  }
  if (!isPlainHttpBeyondLoopback) return [];
  return ['Plain HTTP         others on the network can read along; TLS=self-signed serves HTTPS'];
}
