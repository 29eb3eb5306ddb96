import { type RotatingSecrets, rotatingSecrets } from '@meshpair/servers';
import type { Settings } from '@meshpair/settings';

/** The file of DATA_DIR that keeps MESHPAIR_SECRET when the environment does not give it. */
export const SECRET_FILE = 'secret';

const DAY_MS = 86_400_000;

/** The secrets of the environment, else those of the data directory, kept for as long as a token of theirs may live. */
export async function meshSecrets(settings: Settings, dataDir: string, now: Date): Promise<RotatingSecrets> {
  const given = settings.MESHPAIR_PREVIOUS_SECRETS;
  if (settings.MESHPAIR_SECRET !== undefined) return { current: settings.MESHPAIR_SECRET, previous: given };
  const longestLifeMs = Math.max(settings.PEER_TOKEN_TTL_DAYS, settings.SESSION_IDLE_DAYS) * DAY_MS;
  const keptSince = new Date(now.getTime() - longestLifeMs);
  const { current, previous } = await rotatingSecrets(dataDir, SECRET_FILE, { now, keptSince });
  return { current, previous: [...given, ...previous] };
}
