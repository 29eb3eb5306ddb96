import { join } from 'node:path';
import {
  DATABASE_SERVICES,
  type DatabaseService,
  eachDatabaseService,
  type RolePasswords,
} from '@meshpair/persistence';
import { keptSecret } from '@meshpair/servers';
import { type Settings, SettingsError } from '@meshpair/settings';

const SETTINGS = {
  pairing: 'DATABASE_PAIRING_PASSWORD',
  registry: 'DATABASE_REGISTRY_PASSWORD',
  cleanup: 'DATABASE_CLEANUP_PASSWORD',
  audit: 'DATABASE_AUDIT_PASSWORD',
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
  return eachDatabaseService(passwordOf);
}

/** The passwords of the embedded Postgres, made once and kept in `dataDir`. */
export async function keptRolePasswords(dataDir: string): Promise<RolePasswords> {
  const directory = join(dataDir, 'postgres-roles');
  const kept = new Map<DatabaseService, string>();
  for (const service of DATABASE_SERVICES)
    kept.set(service, await keptSecret(directory, `${service}-password`));
  return eachDatabaseService((service) => kept.get(service) ?? '');
}
