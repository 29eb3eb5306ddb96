import { requireSettings, type Settings } from '@meshpair/settings';

/** The settings with those that the pairing service cannot do without. Throws a `SettingsError` that names them. */
export const pairingSettings = (
  settings: Settings,
): Settings & Required<Pick<Settings, 'DATABASE_URL' | 'NATS_URL' | 'MESHPAIR_SECRET'>> =>
  requireSettings(settings, 'DATABASE_URL', 'NATS_URL', 'MESHPAIR_SECRET');

export type PairingSettings = ReturnType<typeof pairingSettings>;
