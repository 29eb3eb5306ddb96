import { type SettingName, SettingsSchema } from '@meshpair/settings';

export type ServiceName = 'keeper' | 'gateway' | 'pairing' | 'registry' | 'cleanup-worker' | 'webhooks';

/** The settings of one mesh, complete, as an environment. */
export type MeshSettings = Readonly<Partial<Record<SettingName, string>>> & {
  readonly PORT: string;
  readonly MESHPAIR_SECRET: string;
  readonly WEBHOOK_SECRET: string;
};

/** Where each service finds the servers: as a user of its own in those that the launcher started. */
export type ServiceUrls = Readonly<
  Record<
    ServiceName,
    { readonly DATABASE_URL?: string; readonly NATS_URL: string; readonly NATS_EVENTS_URL?: string }
  >
>;

/** Where devices and browsers come in is the gateway's own affair. */
const EDGE: readonly SettingName[] = ['TLS', 'TLS_CERT_FILE', 'TLS_KEY_FILE', 'METRICS_TOKEN'];

/** The keys that sign and the ones that only verify. */
const SIGNING: readonly SettingName[] = ['MESHPAIR_SECRET', 'MESHPAIR_PREVIOUS_SECRETS'];

/** What reads the secrets of webhooks, and where they may be sent: nobody else's business. */
const WEBHOOKS: readonly SettingName[] = [
  'WEBHOOK_SECRET',
  'WEBHOOK_PREVIOUS_SECRETS',
  'WEBHOOK_ALLOWED_RANGES',
];

/** Only who follows events. */
const FOLLOWING: readonly SettingName[] = ['NATS_EVENTS_URL'];

/** What no service has any business with. The owner's key is nobody's but the owner's. */
const WITHHELD_FROM_ALL: readonly SettingName[] = [
  'MESHPAIR_OWNER_KEY',
  'DATABASE_PAIRING_PASSWORD',
  'DATABASE_REGISTRY_PASSWORD',
  'DATABASE_CLEANUP_PASSWORD',
  'DATABASE_WEBHOOKS_PASSWORD',
];

const WITHHELD: Readonly<Record<ServiceName, readonly SettingName[]>> = {
  keeper: [...WITHHELD_FROM_ALL, 'DATABASE_URL', 'REDIS_URL', ...SIGNING, ...EDGE, ...FOLLOWING, ...WEBHOOKS],
  gateway: [...WITHHELD_FROM_ALL, 'DATABASE_URL', 'REDIS_URL', ...SIGNING, ...FOLLOWING, ...WEBHOOKS],
  pairing: [...WITHHELD_FROM_ALL, 'REDIS_URL', ...EDGE, ...WEBHOOKS],
  registry: [...WITHHELD_FROM_ALL, 'REDIS_URL', ...EDGE, ...WEBHOOKS],
  'cleanup-worker': [...WITHHELD_FROM_ALL, ...SIGNING, ...EDGE, ...FOLLOWING, ...WEBHOOKS],
  webhooks: [...WITHHELD_FROM_ALL, ...SIGNING, ...EDGE],
};

/** The environment of one service. */
export const environmentOf = (
  name: ServiceName,
  mesh: MeshSettings,
  urls: ServiceUrls,
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    (Object.keys(SettingsSchema.shape) as SettingName[])
      .filter((setting) => !WITHHELD[name].includes(setting))
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
