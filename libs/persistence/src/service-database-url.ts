import { DATABASE_SERVICES, type DatabaseService } from './service-grants.js';

export { DATABASE_SERVICES, type DatabaseService } from './service-grants.js';

export type RolePasswords = Readonly<Record<DatabaseService, string>>;

/** A value for each service that keeps something in Postgres. */
export const eachDatabaseService = <T>(
  valueOf: (service: DatabaseService) => T,
): Readonly<Record<DatabaseService, T>> =>
  Object.fromEntries(DATABASE_SERVICES.map((service) => [service, valueOf(service)])) as Record<
    DatabaseService,
    T
  >;

const LONGEST_NAME = 63;

/**
 * The role of a service: `<database>_<service>`, e.g. `meshpair_pairing`. Roles are shared by all databases of a
 * server, so that two meshes on one server have roles of their own only if the name tells the database.
 */
export function serviceRole(databaseUrl: string, service: DatabaseService): string {
  const role = `${databaseOf(databaseUrl)}_${service}`;
  if (role.length > LONGEST_NAME) throw new Error(`The database name is too long for a role ${role}`);
  return role;
}

/** The URL with which a service connects as its own role. */
export function serviceDatabaseUrl(
  databaseUrl: string,
  service: DatabaseService,
  passwords: RolePasswords,
): string {
  const url = new URL(databaseUrl);
  url.username = encodeURIComponent(serviceRole(databaseUrl, service));
  url.password = encodeURIComponent(passwords[service]);
  return url.href;
}

export const databaseOf = (databaseUrl: string): string =>
  decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
