import { type DatabaseService, type RolePasswords, serviceDatabaseUrl } from '@meshpair/persistence';
import type { NatsUser } from '@meshpair/servers';
import type { ServiceName, ServiceUrls } from './service-environment.js';
import type { ServerUrls } from './start-servers.js';

const NATS_USER: Readonly<Record<ServiceName, NatsUser>> = {
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
  webhooks: 'webhooks',
};

/** Gives each service its own user where there is one, and the URL that was given otherwise. */
export function serviceUrls(
  { databaseUrl, natsUrl, natsUserUrls }: ServerUrls,
  rolePasswords: RolePasswords | undefined,
): ServiceUrls {
  const databaseUrlOf = (name: keyof typeof DATABASE_USER): string =>
    rolePasswords ? serviceDatabaseUrl(databaseUrl, DATABASE_USER[name], rolePasswords) : databaseUrl;
  const natsUrlOf = (name: ServiceName): string => natsUserUrls?.[NATS_USER[name]] ?? natsUrl;
  const natsEventsUrlOf = (
    user: 'pairing' | 'registry' | 'webhooks',
  ): { readonly NATS_EVENTS_URL?: string } =>
    natsUserUrls ? { NATS_EVENTS_URL: natsUserUrls[`${user}-events`] } : {};
  const withDatabase = (
    name: keyof typeof DATABASE_USER,
  ): Omit<ServiceUrls['pairing'], 'NATS_EVENTS_URL'> => ({
    DATABASE_URL: databaseUrlOf(name),
    NATS_URL: natsUrlOf(name),
  });
  return {
    keeper: { NATS_URL: natsUrlOf('keeper') },
    gateway: { NATS_URL: natsUrlOf('gateway') },
    pairing: { ...withDatabase('pairing'), ...natsEventsUrlOf('pairing') },
    registry: { ...withDatabase('registry'), ...natsEventsUrlOf('registry') },
    'cleanup-worker': withDatabase('cleanup-worker'),
    webhooks: { ...withDatabase('webhooks'), ...natsEventsUrlOf('webhooks') },
  };
}
