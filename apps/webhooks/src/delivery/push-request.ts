import webPush from 'web-push';
import type { OutboundRequest } from '../outbound/send-request.js';
import type { TargetSecrets } from '../secrets/target-secrets.js';

/** What the console's service worker shows; one of the same tag replaces the one before. */
export interface PushedNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** Who is offline for longer is not told: the pairing is over by then. */
const TTL_SECONDS = 300;

/** Encrypted for the browser alone (RFC 8291), and signed for its push service (RFC 8292). */
export function pushRequest(
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
