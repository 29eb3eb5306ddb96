import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { AUDIT_STREAM, AUDITOR_API, auditorLogin } from '@meshpair/contracts';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';

const ANSWER_MS = 2_000;

/** How far an auditor is with the copy of the events. */
export interface AuditorPosition {
  /** Events that it has not been sent yet. */
  readonly pending: number;
  /** Events that it has been sent, and not acknowledged. */
  readonly inHand: number;
}

/** Asks, by an auditor's own login (its URL), about its consumer. Rejects while there is neither login nor consumer. */
export async function askAuditorConsumer(url: string, name: string): Promise<AuditorPosition> {
  const connection = await connect({
    ...natsConnectionOptions(url, auditorLogin(name)),
    waitOnFirstConnect: false,
    reconnect: false,
    timeout: ANSWER_MS,
  });
  try {
    const { consumers } = jetstream(connection, { apiPrefix: AUDITOR_API, timeout: ANSWER_MS });
    const consumer = await consumers.get(AUDIT_STREAM, auditorLogin(name));
    const { num_pending, num_ack_pending } = await consumer.info(true);
    return { pending: num_pending, inHand: num_ack_pending };
  } finally {
    await connection.close();
  }
}
