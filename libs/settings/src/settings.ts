import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { z } from 'zod';
import { OWNER_KEY } from '@meshpair/domain';

const QUOTED_LENGTH = 60;

/** A value that is no secret, as a message may repeat it. */
function quoted(value: unknown): string {
  const text = String(value);
  const shown = text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
  return `"${shown.replace(/\p{C}/gu, '?')}"`;
}

const oneOf = <const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodEnum<{ [Value in Values[number]]: Value }> =>
  z.enum(values, { error: ({ input }) => `must be ${wordList(values)}, not ${quoted(input)}` });

const wordList = (words: readonly string[]): string =>
  words.length === 1 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

const flag = (values: readonly [string, string]): z.ZodType<boolean> =>
  oneOf(values).transform((value) => value === values[0]);

const whole = (min: number, max: number, standard: number): z.ZodType<number> =>
  z
    .string()
    .trim()
    .refine((text) => /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: ({ input }) => `must be a whole number from ${min} to ${max}, not ${quoted(input)}`,
    })
    .transform(Number)
    .default(standard);

const commaList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

const SECRET_LENGTH = 32;

const secret = z.string().min(SECRET_LENGTH, `must have at least ${SECRET_LENGTH} characters`).optional();

const secretList = commaList.refine(
  (secrets) => secrets.every((secret) => secret.length >= SECRET_LENGTH),
  `must be secrets of at least ${SECRET_LENGTH} characters, with commas`,
);

const url = (protocols: RegExp, example: string): z.ZodType<string> =>
  z.url({ protocol: protocols, error: `must be a URL like ${example}` });

/** CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
function isAddressRange(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const family = isIP(address);
  return (
    family !== 0 &&
    /^\d{1,3}$/.test(prefix) &&
    Number(prefix) <= (family === 4 ? 32 : 128) &&
    rest.length === 0
  );
}

/** What the QR code begins with: a path may follow the host, and nothing else. */
const publicUrl = z
  .string()
  .refine(isPublicUrl, {
    error: ({ input }) => `must be a URL like http://192.168.1.20:6969, not ${quoted(input)}`,
  })
  .optional();

function isPublicUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s?#@]+$/i.test(text)) return false;
  return URL.canParse(text);
}

/** OpenID Connect Discovery 1.0 §4: HTTPS, without query and fragment. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text) || /[?#@\s]/.test(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (
    protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  );
}

const natsUrl = z
  .string()
  .regex(
    /^(nats|tls):\/\/[^\s,]+(,(nats|tls):\/\/[^\s,]+)*$/,
    'must be nats://host:4222, or several with commas',
  )
  .optional();

/** Of a service's own role; only `npm run migrate` reads them. */
const rolePassword = z.string().min(16, 'must have at least 16 characters').optional();

/** Every setting of every service (DESIGN §8). */
const AllSettings = z.object({
  PORT: whole(1, 65_535, 6969),
  HOST: z.string().min(1).default('0.0.0.0'),
  PUBLIC_URL: publicUrl,
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/meshpair').optional(),
  DATABASE_PAIRING_PASSWORD: rolePassword,
  DATABASE_REGISTRY_PASSWORD: rolePassword,
  DATABASE_CLEANUP_PASSWORD: rolePassword,
  DATABASE_AUDIT_PASSWORD: rolePassword,
  DATABASE_WEBHOOKS_PASSWORD: rolePassword,
  NATS_URL: natsUrl,
  NATS_EVENTS_URL: natsUrl,
  NATS_MIRROR_URL: natsUrl,
  AUDITORS_FILE: z.string().optional(),
  REDIS_URL: url(/^rediss?$/, 'redis://host:6379').optional(),
  DATA_DIR: z.string().min(1).default('.meshpair'),
  MESHPAIR_OWNER_KEY: z
    .string()
    .regex(OWNER_KEY, 'must be mpo_<id of 1-32 a-z 0-9>_<secret of 32-128 letters and digits>')
    .optional(),
  MESHPAIR_SECRET: secret,
  MESHPAIR_PREVIOUS_SECRETS: secretList,
  AUDIT_SECRET: secret,
  WEBHOOK_SECRET: secret,
  WEBHOOK_PREVIOUS_SECRETS: secretList,
  WEBHOOK_ALLOWED_RANGES: commaList.refine(
    (ranges) => ranges.every(isAddressRange),
    'must be ranges like 192.168.1.0/24 or fd00::/8, with commas',
  ),
  WEB_PUSH_CONTACT: z
    .string()
    .regex(
      /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/,
      'must be mailto:you@example.org or an https:// address',
    )
    .optional(),
  PAIRING_TTL_SECONDS: whole(1, 600, 300),
  PIN_MAX_ATTEMPTS: whole(1, 100, 5),
  MAX_DEVICES_PER_OWNER: whole(1, 1_000_000, 1_000),
  IP_CONFLICT_POLICY: oneOf(['reject', 'allow']).default('reject'),
  PEER_TOKEN_TTL_DAYS: whole(1, 3650, 30),
  SESSION_IDLE_DAYS: whole(1, 3650, 90),
  PURGE_EVERY_SECONDS: whole(1, 86_400, 60),
  PURGE_AFTER_SECONDS: whole(0, 31_536_000, 3600),
  EVENT_RETENTION_DAYS: whole(1, 3650, 90),
  TRUST_PROXY: commaList,
  ALLOWED_HOSTS: commaList.refine(
    (hosts) => hosts.every((host) => /^[\p{L}\p{N}][\p{L}\p{N}\p{M}.-]*$/u.test(host)),
    'must be host names with commas, without scheme and port',
  ),
  TLS: oneOf(['self-signed']).optional(),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  OIDC_ISSUER: z
    .string()
    .refine(isIssuer, 'must be a URL like https://id.example (http on this machine only)')
    .optional(),
  OIDC_CLIENT_ID: z.string().max(255).optional(),
  OIDC_CLIENT_SECRET: z.string().max(1024).optional(),
  OIDC_NAME: z.string().trim().max(64).optional(),
  OIDC_SCOPES: z
    .string()
    .regex(/^openid( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'must be openid and more scopes, with spaces')
    .default('openid profile'),
  OIDC_ALLOWED_CLAIM: z.string().max(255).optional(),
  OIDC_ALLOWED_VALUES: commaList,
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/-]{16,512}=*$/, 'must be 16 to 512 letters, digits or - . _ ~ + /')
    .optional(),
  RATE_LIMITS: flag(['on', 'off']).default(true),
  STARTS_PER_MINUTE: whole(1, 1_000_000_000, 60),
  CONNECTS_PER_MINUTE: whole(1, 1_000_000_000, 20),
  FAILED_PINS_PER_MINUTE: whole(1, 1_000_000_000, 20),
  MAX_OPEN_PAIRINGS: whole(1, 1_000_000_000, 100),
  MAX_STREAMS: whole(1, 1_000_000, 2048),
  MAX_STREAMS_PER_ADDRESS: whole(1, 1_000_000, 64),
  NATS_STREAM_REPLICAS: whole(1, 5, 1),
  HOST_NODE_NAME: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .default(() => hostname().slice(0, 64) || 'host'),
  HEALTH_SOCKET: z.string().optional(),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: oneOf(['pretty', 'json']).optional(),
});

type Oidc = Pick<
  z.output<typeof AllSettings>,
  'PUBLIC_URL' | 'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_ALLOWED_CLAIM' | 'OIDC_ALLOWED_VALUES'
>;

/** What does not go together of the settings of an OpenID provider. */
function oidcProblems(oidc: Oidc): readonly (readonly [string, string])[] {
  const isSet = oidc.OIDC_ISSUER !== undefined;
  const isHalf = (oidc.OIDC_ALLOWED_CLAIM === undefined) !== (oidc.OIDC_ALLOWED_VALUES.length === 0);
  return [
    ...(isSet && oidc.OIDC_CLIENT_ID === undefined
      ? [['OIDC_CLIENT_ID', 'must be set with OIDC_ISSUER'] as const]
      : []),
    ...(isSet && oidc.PUBLIC_URL === undefined
      ? [['PUBLIC_URL', 'must be set with OIDC_ISSUER: the provider leads back to it'] as const]
      : []),
    ...(isHalf
      ? [['OIDC_ALLOWED_CLAIM', 'must be set with OIDC_ALLOWED_VALUES, and those with it'] as const]
      : []),
  ];
}

/** Each setting by itself, then those that only go together. */
export const SettingsSchema = AllSettings.superRefine(
  (
    {
      TLS,
      TLS_CERT_FILE: certificate,
      TLS_KEY_FILE: key,
      NATS_URL,
      NATS_EVENTS_URL,
      NATS_MIRROR_URL,
      ...oidc
    },
    context,
  ) => {
    const refuse = (name: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [name], message });
    if (NATS_EVENTS_URL !== undefined && NATS_URL === undefined)
      refuse('NATS_URL', 'must be set with NATS_EVENTS_URL');
    if (NATS_MIRROR_URL !== undefined && NATS_URL === undefined)
      refuse('NATS_URL', 'must be set with NATS_MIRROR_URL');
    if (certificate !== undefined && key === undefined)
      refuse('TLS_KEY_FILE', 'must be set with TLS_CERT_FILE');
    if (key !== undefined && certificate === undefined)
      refuse('TLS_CERT_FILE', 'must be set with TLS_KEY_FILE');
    if (TLS !== undefined && (key ?? certificate) !== undefined)
      refuse('TLS', 'must not be set with TLS_CERT_FILE and TLS_KEY_FILE');
    oidcProblems(oidc).forEach(([name, message]) => refuse(name, message));
  },
);

export type Settings = Readonly<z.output<typeof SettingsSchema>>;

export type SettingName = keyof Settings;

/** A setting that stops the start: each problem names it and says what it must be, and what it is unless that may be a secret. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Bad settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/** Reads the settings from an environment; an empty value counts as absent. Throws a `SettingsError`. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = SettingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new SettingsError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** The settings that a service cannot do without. */
export function requireSettings<Name extends SettingName>(
  settings: Settings,
  ...names: readonly Name[]
): Settings & { readonly [Key in Name]-?: NonNullable<Settings[Key]> } {
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length > 0) throw new SettingsError(missing.map((name) => `${name}: must be set`));
  return settings as Settings & { readonly [Key in Name]-?: NonNullable<Settings[Key]> };
}
