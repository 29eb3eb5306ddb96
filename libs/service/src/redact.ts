import { KEYS_IN_TEXT } from '@meshpair/domain';

/** Field names whose values never reach a log, at any of the first levels. */
const SECRET_KEYS = [
  'pin',
  'token',
  'joinToken',
  'claimSecret',
  'sessionToken',
  'peerToken',
  'ownerKey',
  'secret',
  'password',
  'pass',
  'authorization',
  'cookie',
  'qrUrl',
] as const;

/** Paths for pino's redaction. */
export const REDACTED_PATHS: readonly string[] = SECRET_KEYS.flatMap((key) => [
  key,
  `*.${key}`,
  `*.*.${key}`,
]);

export const CENSORED = '[redacted]';

const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [KEYS_IN_TEXT, `$1_${CENSORED}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, CENSORED],
  [/([#?&]signin=)[^&\s"']+/g, `$1${CENSORED}`],
  [/([?&]token=)[^&\s"']+/g, `$1${CENSORED}`],
  [/(\bBearer\s+)[\w.~+/=-]+/gi, `$1${CENSORED}`],
  [/(\b[a-z]+:\/\/[^\s:@/]*:)[^\s@/]+@/g, `$1${CENSORED}@`],
];

/** Takes owner keys, signed tokens, join links, bearer credentials and URL passwords out of a text. */
export const redactText = (text: string): string =>
  SECRET_TEXTS.reduce((cleaned, [pattern, replacement]) => cleaned.replace(pattern, replacement), text);
