import { createHmac } from 'node:crypto';
import webPush from 'web-push';
import type { WebhookShape } from '@meshpair/domain';
import type { TakenDelivery } from '@meshpair/persistence';
import { eventText } from '@meshpair/words';
import { inEnglish } from '@meshpair/words/catalogues';
import type { OutboundRequest } from '../outbound/send-request.js';
import { signingSecrets, type TargetSecrets } from '../secrets/target-secrets.js';
import { TEST_TYPE } from './test-event.js';

const TITLE = 'Meshpair';

type Told = Pick<TakenDelivery, 'eventId' | 'type' | 'event'>;

interface Written {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** How each shape writes an event. The token is that of the server there. */
const WRITERS: Readonly<
  Record<Exclude<WebhookShape, 'webpush'>, (told: Told, token: string | undefined) => Written>
> = {
  cloudevents: ({ event }) => ({
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    body: event,
  }),
  // https://docs.ntfy.sh/publish/
  ntfy: (told, token) => ({
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      title: TITLE,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: textOf(told),
  }),
  // https://gotify.net/docs/pushmsg
  gotify: (told, token) => ({
    headers: { ...JSON_HEADERS, ...(token !== undefined && { 'x-gotify-key': token }) },
    body: JSON.stringify({ title: TITLE, message: textOf(told) }),
  }),
  // Mattermost takes it as well, and Discord at a webhook's `/slack`.
  slack: (told) => ({ headers: JSON_HEADERS, body: JSON.stringify({ text: plainForSlack(textOf(told)) }) }),
};

/** The request that tells an event to a target, signed in every shape. */
export function writtenRequest(
  told: Told,
  shape: WebhookShape,
  secrets: TargetSecrets,
  now: Date,
): OutboundRequest {
  if (shape === 'webpush')
    return pushRequest({ title: TITLE, body: textOf(told), tag: told.eventId }, secrets);
  const { headers, body } = WRITERS[shape](told, secrets.token);
  const signed = signatureHeaders({ id: told.eventId, body, now }, signingSecrets(secrets, now));
  return { url: secrets.url, headers: { ...headers, ...signed }, body };
}

function textOf({ type, event }: Told): string {
  if (type === TEST_TYPE) return inEnglish('feed.webhookTest');
  const { data } = JSON.parse(event) as { readonly data: Readonly<Record<string, unknown>> };
  return eventText(inEnglish, type, data);
}

/** A device's name is a stranger's text: no markup, and no call to everybody. */
const plainForSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '@\u200b');

interface Signed {
  /** The event's id: the same whenever it is sent. */
  readonly id: string;
  readonly body: string;
  readonly now: Date;
}

/** Standard Webhooks' headers: a signature by each of the secrets (`whsec_…`), over id, time and body. */
function signatureHeaders({ id, body, now }: Signed, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = secrets.map((secret) => `v1,${signatureOf(`${id}.${timestamp}.${body}`, secret)}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

const signatureOf = (text: string, secret: string): string =>
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(text)
    .digest('base64');

/** What the console's service worker shows; one of the same tag replaces the one before. */
interface PushedNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** Who is offline for longer is not told: the pairing is over by then. */
const TTL_SECONDS = 300;

/** Encrypted for the browser alone (RFC 8291), and signed for its push service (RFC 8292). */
function pushRequest(
  notification: PushedNotification,
  { url, push }: Pick<TargetSecrets, 'url' | 'push'>,
): OutboundRequest {
  if (push === undefined) throw new Error('a browser that is notified has given its keys');
  const { p256dh, auth, vapid } = push;
  const subscription = { endpoint: url, keys: { p256dh, auth } };
  const { headers, body } = webPush.generateRequestDetails(subscription, JSON.stringify(notification), {
    vapidDetails: vapid,
    TTL: TTL_SECONDS,
    urgency: 'high',
  });
  const sent = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { url, headers: Object.fromEntries(sent) as Record<string, string>, body };
}
