import { requireSettings, type Settings } from '@meshpair/settings';

/** Injects the registry's settings. */
export const REGISTRY_SETTINGS = Symbol('RegistrySettings');

/** The settings with those that the registry cannot do without. Throws a `SettingsError` that names them. */
export const registrySettings = (
  settings: Settings,
): Settings & Required<Pick<Settings, 'DATABASE_URL' | 'NATS_URL' | 'MESHPAIR_SECRET'>> =>
  requireSettings(settings, 'DATABASE_URL', 'NATS_URL', 'MESHPAIR_SECRET');

export type RegistrySettings = ReturnType<typeof registrySettings>;
