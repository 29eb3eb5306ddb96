import { requireSettings, type Settings } from '@meshpair/settings';

/** Injects the cleanup worker's settings. */
export const CLEANUP_SETTINGS = Symbol('CleanupSettings');

/** The settings with those that the cleanup worker cannot do without. Throws a `SettingsError` that names them. */
export const cleanupSettings = (
  settings: Settings,
): Settings & Required<Pick<Settings, 'DATABASE_URL' | 'NATS_URL'>> =>
  requireSettings(settings, 'DATABASE_URL', 'NATS_URL');

export type CleanupSettings = ReturnType<typeof cleanupSettings>;
