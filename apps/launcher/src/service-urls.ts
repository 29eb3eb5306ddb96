import { type DatabaseService, type RolePasswords, serviceDatabaseUrl } from '@meshpair/persistence';
import type { NatsUser } from '@meshpair/servers';
import type { ServiceName, ServiceUrls } from './service-environment.js';
import type { ServerUrls } from './start-servers.js';

const NATS_USER: Readonly<Record<Exclude<ServiceName, 'audit'>, NatsUser>> = {
  keeper: 'keeper',
  gateway: 'gateway',
  pairing: 'pairing',
  registry: 'registry',
  'cleanup-worker': 'cleanup',
  webhooks: 'webhooks',
};

const DATABASE_USER: Readonly<Record<Exclude<ServiceName, 'gateway' | 'keeper'>, DatabaseService>> = {
  pairing: 'pairing',
  registry: 'registry',
  'cleanup-worker': 'cleanup',
  audit: 'audit',
  webhooks: 'webhooks',
};

/** Gives each service its own user where there is one, and the URL that was given otherwise. */
export function serviceUrls(
  { databaseUrl, natsUrl, natsUserUrls, auditorsFile }: ServerUrls,
  rolePasswords: RolePasswords | undefined,
): ServiceUrls {
  const databaseUrlOf = (name: keyof typeof DATABASE_USER): string =>
    rolePasswords ? serviceDatabaseUrl(databaseUrl, DATABASE_USER[name], rolePasswords) : databaseUrl;
  const natsUrlOf = (name: keyof typeof NATS_USER): string => natsUserUrls?.[NATS_USER[name]] ?? natsUrl;
  const natsEventsUrlOf = (
    user: 'pairing' | 'registry' | 'webhooks',
  ): { readonly NATS_EVENTS_URL?: string } =>
    natsUserUrls ? { NATS_EVENTS_URL: natsUserUrls[`${user}-events`] } : {};
  const withDatabase = (
    name: Exclude<keyof typeof DATABASE_USER, 'audit'>,
  ): Omit<ServiceUrls['pairing'], 'NATS_EVENTS_URL'> => ({
    DATABASE_URL: databaseUrlOf(name),
    NATS_URL: natsUrlOf(name),
  });
  return {
    keeper: {
      NATS_URL: natsUrlOf('keeper'),
      ...(natsUserUrls && { NATS_MIRROR_URL: natsUserUrls['keeper-mirror'] }),
      ...(auditorsFile !== undefined && { AUDITORS_FILE: auditorsFile }),
    },
    gateway: { NATS_URL: natsUrlOf('gateway') },
    pairing: { ...withDatabase('pairing'), ...natsEventsUrlOf('pairing') },
    registry: { ...withDatabase('registry'), ...natsEventsUrlOf('registry') },
    'cleanup-worker': withDatabase('cleanup-worker'),
    audit: { DATABASE_URL: databaseUrlOf('audit') },
    webhooks: { ...withDatabase('webhooks'), ...natsEventsUrlOf('webhooks') },
  };
}
