import { join } from 'node:path';
import type { DatabaseService, RolePasswords } from '@meshpair/persistence';
import { keptSecret } from '@meshpair/servers';
import { type Settings, SettingsError } from '@meshpair/settings';

const SETTINGS = {
  pairing: 'DATABASE_PAIRING_PASSWORD',
  registry: 'DATABASE_REGISTRY_PASSWORD',
  cleanup: 'DATABASE_CLEANUP_PASSWORD',
  webhooks: 'DATABASE_WEBHOOKS_PASSWORD',
} as const satisfies Readonly<Record<DatabaseService, keyof Settings>>;

/** The roles' passwords from the settings: all, or none. Throws a `SettingsError` that names what is missing. */
export function givenRolePasswords(settings: Settings): RolePasswords | undefined {
  const names = Object.values(SETTINGS);
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0)
    throw new SettingsError(missing.map((name) => `${name}: must be set, as the others are`));
  const passwordOf = (service: DatabaseService): string => settings[SETTINGS[service]] ?? '';
  return {
    pairing: passwordOf('pairing'),
    registry: passwordOf('registry'),
    cleanup: passwordOf('cleanup'),
    webhooks: passwordOf('webhooks'),
  };
}

/** The passwords of the embedded Postgres, made once and kept in `dataDir`. */
export async function keptRolePasswords(dataDir: string): Promise<RolePasswords> {
  const directory = join(dataDir, 'postgres-roles');
  return {
    pairing: await keptSecret(directory, 'pairing-password'),
    registry: await keptSecret(directory, 'registry-password'),
    cleanup: await keptSecret(directory, 'cleanup-password'),
    webhooks: await keptSecret(directory, 'webhooks-password'),
  };
}
