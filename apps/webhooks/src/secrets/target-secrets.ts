import { randomBytes } from 'node:crypto';
import type { WebhookRecord } from '@meshpair/persistence';
import type { Sealing } from './sealing.js';
import type { VapidDetails } from './vapid-details.js';

/** What is known of a target to its owner and to us only. */
export interface TargetSecrets {
  /** Its path may be a secret, as that of a Slack webhook is. */
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
  /** Signs too for a while. */
  readonly previous?: { readonly secret: string; readonly until: string } | undefined;
  /** The access token of a ntfy or Gotify server. */
  readonly token?: string | undefined;
  /** Of a browser that is notified. */
  readonly push?: PushSecrets | undefined;
}

/** The browser's keys, and ours that it has subscribed by: a later WEBHOOK_SECRET makes others. */
export interface PushSecrets {
  readonly p256dh: string;
  readonly auth: string;
  readonly vapid: VapidDetails;
}

type Place = Pick<WebhookRecord, 'id' | 'ownerId'>;

/** A sealed row is of no use for another webhook, or for another owner. */
const placeOf = ({ id, ownerId }: Place): string => `webhook ${id} of ${ownerId}`;

export const sealSecrets = (sealing: Sealing, secrets: TargetSecrets, place: Place): string =>
  sealing.seal(JSON.stringify(secrets), placeOf(place));

/** Throws `CannotBeOpened`. */
export const openSecrets = (
  sealing: Sealing,
  webhook: Place & Pick<WebhookRecord, 'sealed'>,
): TargetSecrets => JSON.parse(sealing.open(webhook.sealed, placeOf(webhook))) as TargetSecrets;

const SECRET_BYTES = 32;

export const makeSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/** The secrets that sign now, the current one first. */
export const signingSecrets = ({ secret, previous }: TargetSecrets, now: Date): readonly string[] =>
  previous !== undefined && new Date(previous.until) > now ? [secret, previous.secret] : [secret];
