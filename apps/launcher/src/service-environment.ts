import { type SettingName, SettingsSchema } from '@meshpair/settings';

export type ServiceName =
  'keeper' | 'gateway' | 'pairing' | 'registry' | 'cleanup-worker' | 'audit' | 'webhooks';

/** The settings of one mesh, complete, as an environment. */
export type MeshSettings = Readonly<Partial<Record<SettingName, string>>> & {
  readonly PORT: string;
  readonly MESHPAIR_SECRET: string;
  readonly AUDIT_SECRET: string;
  readonly WEBHOOK_SECRET: string;
};

/** Where each service finds the servers: as a user of its own in those that the launcher started. */
export type ServiceUrls = Readonly<
  Record<
    ServiceName,
    {
      readonly DATABASE_URL?: string;
      readonly NATS_URL?: string;
      readonly NATS_EVENTS_URL?: string;
      readonly NATS_MIRROR_URL?: string;
      readonly AUDITORS_FILE?: string;
    }
  >
>;

type Only = Readonly<Partial<Record<SettingName, readonly ServiceName[]>>>;

const only = (services: readonly ServiceName[], ...settings: readonly SettingName[]): Only =>
  Object.fromEntries(settings.map((setting) => [setting, services]));

/** Whose business a setting is, where it is not everybody's. The owner's key is nobody's but the owner's. */
const ONLY: Only = {
  ...only(
    [],
    'MESHPAIR_OWNER_KEY',
    'DATABASE_PAIRING_PASSWORD',
    'DATABASE_REGISTRY_PASSWORD',
    'DATABASE_CLEANUP_PASSWORD',
    'DATABASE_AUDIT_PASSWORD',
    'DATABASE_WEBHOOKS_PASSWORD',
  ),
  ...only(['pairing', 'registry', 'cleanup-worker', 'audit', 'webhooks'], 'DATABASE_URL'),
  ...only(['keeper', 'gateway', 'pairing', 'registry', 'cleanup-worker', 'webhooks'], 'NATS_URL'),
  ...only(['pairing', 'registry', 'webhooks'], 'NATS_EVENTS_URL'),
  ...only(['cleanup-worker', 'webhooks'], 'REDIS_URL'),
  // The keys that sign, and the ones that only verify.
  ...only(['pairing', 'registry'], 'MESHPAIR_SECRET', 'MESHPAIR_PREVIOUS_SECRETS'),
  ...only(['audit'], 'AUDIT_SECRET'),
  ...only(
    ['webhooks'],
    'WEBHOOK_SECRET',
    'WEBHOOK_PREVIOUS_SECRETS',
    'WEBHOOK_ALLOWED_RANGES',
    'WEB_PUSH_CONTACT',
  ),
  // The copy for auditors.
  ...only(['keeper'], 'NATS_MIRROR_URL', 'AUDITORS_FILE'),
  // Where devices and browsers come in.
  ...only(['gateway'], 'TLS', 'TLS_CERT_FILE', 'TLS_KEY_FILE', 'METRICS_TOKEN'),
  ...only(
    ['gateway'],
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_SECRET',
    'OIDC_NAME',
    'OIDC_SCOPES',
    'OIDC_ALLOWED_CLAIM',
    'OIDC_ALLOWED_VALUES',
  ),
};

/** The environment of one service. */
export const environmentOf = (
  name: ServiceName,
  mesh: MeshSettings,
  urls: ServiceUrls,
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    (Object.keys(SettingsSchema.shape) as SettingName[])
      .filter((setting) => ONLY[setting]?.includes(name) ?? true)
      .map((setting) => [setting, { ...mesh, ...urls[name] }[setting]]),
  );

/** The settings that were given in an environment, as they stand there. */
export const givenSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Partial<Record<SettingName, string>>> =>
  Object.fromEntries(
    (Object.keys(SettingsSchema.shape) as SettingName[])
      .filter((setting) => (environment[setting] ?? '') !== '')
      .map((setting) => [setting, environment[setting]]),
  );
