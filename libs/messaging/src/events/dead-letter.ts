import type { JsMsg } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';

/** Publishes the message as it came, with where it came from and why it was given up; resolves when the server has it. */
export async function publishDeadLetter(
  connection: NatsConnection,
  subject: string,
  message: JsMsg,
  reason: string,
): Promise<void> {
  const { stream, streamSequence, deliveryCount } = message.info;
  const about = headers();
  about.set('Nats-Msg-Id', `${stream}.${streamSequence}`);
  about.set('Meshpair-Subject', message.subject);
  about.set('Meshpair-Stream-Sequence', String(streamSequence));
  about.set('Meshpair-Deliveries', String(deliveryCount));
  about.set('Meshpair-Reason', reason.replace(/\s+/g, ' ').slice(0, 200));
  connection.publish(subject, message.data, { headers: about });
  await connection.flush();
}
