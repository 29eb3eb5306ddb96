import { createHmac } from 'node:crypto';

export interface Signed {
  /** The event's id: the same whenever it is sent. */
  readonly id: string;
  readonly body: string;
  readonly now: Date;
}

/** Standard Webhooks' headers: a signature by each of the secrets (`whsec_…`), over id, time and body. */
export function signatureHeaders(
  { id, body, now }: Signed,
  secrets: readonly string[],
): Record<string, string> {
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
