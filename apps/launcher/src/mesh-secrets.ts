import { type RotatingSecrets, rotatingSecrets } from '@meshpair/servers';
import type { Settings } from '@meshpair/settings';

/** The file of DATA_DIR that keeps MESHPAIR_SECRET when the environment does not give it. */
export const SECRET_FILE = 'secret';

/** The same of WEBHOOK_SECRET. */
export const WEBHOOK_SECRET_FILE = 'webhook-secret';

const DAY_MS = 86_400_000;

/** For so long a backup from before a rotation can be put back with its webhooks. */
const WEBHOOK_SECRETS_KEPT_MS = 30 * DAY_MS;

/** The secrets of the environment, else those of the data directory, kept for as long as a token of theirs may live. */
export async function meshSecrets(settings: Settings, dataDir: string, now: Date): Promise<RotatingSecrets> {
  const given = settings.MESHPAIR_PREVIOUS_SECRETS;
  if (settings.MESHPAIR_SECRET !== undefined) return { current: settings.MESHPAIR_SECRET, previous: given };
  const longestLifeMs = Math.max(settings.PEER_TOKEN_TTL_DAYS, settings.SESSION_IDLE_DAYS) * DAY_MS;
  const keptSince = new Date(now.getTime() - longestLifeMs);
  const { current, previous } = await rotatingSecrets(dataDir, SECRET_FILE, { now, keptSince });
  return { current, previous: [...given, ...previous] };
}

/** As `meshSecrets`, but with every earlier one: webhooks may not have started since, and sealed all by the current one. */
export async function webhookSecrets(
  settings: Settings,
  dataDir: string,
  now: Date,
): Promise<RotatingSecrets> {
  const given = settings.WEBHOOK_PREVIOUS_SECRETS;
  if (settings.WEBHOOK_SECRET !== undefined) return { current: settings.WEBHOOK_SECRET, previous: given };
  const keptSince = new Date(0);
  const { current, previous } = await rotatingSecrets(dataDir, WEBHOOK_SECRET_FILE, { now, keptSince });
  return { current, previous: [...given, ...previous] };
}

/** Once webhooks has started: nothing is sealed by an earlier secret, and only a backup could need one. */
export async function forgetWebhookSecrets(settings: Settings, dataDir: string, now: Date): Promise<void> {
  if (settings.WEBHOOK_SECRET !== undefined) return;
  const keptSince = new Date(now.getTime() - WEBHOOK_SECRETS_KEPT_MS);
  await rotatingSecrets(dataDir, WEBHOOK_SECRET_FILE, { now, keptSince });
}
