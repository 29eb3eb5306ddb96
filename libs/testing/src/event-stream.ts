import { CloudEvent, EVENT_STREAM, eventSubject } from '@meshpair/contracts';
import type { PairingEventType } from '@meshpair/domain';
import { connectToNats } from '@meshpair/messaging';
import { uniqueName } from './unique-name.js';

type Connection = Awaited<ReturnType<typeof connectToNats>>;

interface StoredMessage {
  readonly message: { readonly subject: string; readonly data: string };
}

/** Every event in the stream, in the order of the stream. */
export const readStream = (natsUrl: string): Promise<readonly CloudEvent[]> =>
  withConnection(natsUrl, async (connection) => {
    const { state } = await ask<{ state: { first_seq: number; last_seq: number } }>(
      connection,
      `STREAM.INFO.${EVENT_STREAM}`,
    );
    const sequences = Array.from(
      { length: state.last_seq - state.first_seq + 1 },
      (_, index) => state.first_seq + index,
    );
    const stored = await Promise.all(
      sequences.map((seq) => ask<StoredMessage>(connection, `STREAM.MSG.GET.${EVENT_STREAM}`, { seq })),
    );
    return stored.map(({ message }) => CloudEvent.parse(JSON.parse(decoded(message.data))));
  });

/** Publishes a stored event `times` more, each as a message of its own that the stream does not drop as a duplicate. */
export const publishEventAgain = (
  natsUrl: string,
  pairingId: string,
  type: PairingEventType,
  times: number,
): Promise<void> =>
  withConnection(natsUrl, async (connection) => {
    const subject = eventSubject(type, pairingId);
    const { message } = await ask<StoredMessage>(connection, `STREAM.MSG.GET.${EVENT_STREAM}`, {
      last_by_subj: subject,
    });
    for (let time = 0; time < times; time += 1) await connection.request(subject, decoded(message.data));
  });

/** Whether every durable consumer of the stream has handled all that there is. */
export const consumersAreIdle = (natsUrl: string): Promise<boolean> =>
  withConnection(natsUrl, async (connection) => {
    const { consumers } = await ask<{ consumers: { num_pending: number; num_ack_pending: number }[] }>(
      connection,
      `CONSUMER.LIST.${EVENT_STREAM}`,
    );
    return consumers.every((consumer) => consumer.num_pending + consumer.num_ack_pending === 0);
  });

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');

async function withConnection<T>(natsUrl: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connectToNats(natsUrl, uniqueName('test'));
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function ask<Answer>(connection: Connection, api: string, request: object = {}): Promise<Answer> {
  const message = await connection.request(`$JS.API.${api}`, JSON.stringify(request), { timeout: 10_000 });
  const answer = message.json<Answer & { error?: { description: string } }>();
  if (answer.error) throw new Error(`${api}: ${answer.error.description}`);
  return answer;
}
