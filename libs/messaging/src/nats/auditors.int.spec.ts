import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection, Status } from '@nats-io/transport-node';
import { AUDIT_STREAM, AUDITOR_API, EVENT_STREAM } from '@meshpair/contracts';
import { NATS_USERS, type NatsUser } from '@meshpair/servers';
import { type AuditedNats, startAuditedNats, waitFor } from '@meshpair/testing';
import { askAuditorConsumer } from '../events/auditor-consumer.js';
import { connectToNats } from './connect-when-up.js';

/** Of a request that was being answered while the logins changed. */
const isLostAnswer = (status: Status): boolean =>
  status.type === 'error' && /_INBOX/.test(status.error.message);

describe('auditors', () => {
  let nats: AuditedNats;
  const users = new Map<NatsUser, NatsConnection>();
  const disturbed: string[] = [];

  beforeAll(async () => {
    nats = await startAuditedNats();
    for (const user of NATS_USERS) {
      const connection = await connectToNats(nats.server.userUrls[user], user);
      users.set(user, connection);
      void (async () => {
        for await (const status of connection.status())
          if (!isLostAnswer(status)) disturbed.push(`${user}: ${status.type}`);
      })();
    }
  });

  afterAll(async () => {
    await Promise.all([...users.values()].map((connection) => connection.close()));
    await nats?.stop();
  });

  const as = (user: NatsUser): NatsConnection => users.get(user)!;

  /** What an auditor reads and acknowledges, until there is no more. */
  async function read(url: string, name: string): Promise<readonly string[]> {
    const connection = await connectToNats(url, name);
    const client = jetstream(connection, { apiPrefix: AUDITOR_API });
    const consumer = await client.consumers.get(AUDIT_STREAM, `auditor-${name}`);
    const ids: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 1_000, expires: 1_000 })) {
      ids.push(message.json<{ id: string }>().id);
      await message.ackAck();
    }
    await connection.close();
    return ids;
  }

  it('are added and removed while no login of the mesh loses its connection or an event', async () => {
    const next = new Promise<string>((resolve) =>
      as('registry-events').subscribe('_INBOX.registry-events.next', {
        callback: (_error, { subject }) => resolve(subject),
      }),
    );
    as('registry-events').publish(
      `$JS.API.CONSUMER.MSG.NEXT.${EVENT_STREAM}.registry-pin-verified`,
      '{"batch":1,"expires":60000000000}',
      { reply: '_INBOX.registry-events.next' },
    );
    as('pairing').subscribe('pairing.get', { callback: (_error, message) => void message.respond('answer') });
    await Promise.all([as('pairing').flush(), as('registry-events').flush()]);

    const [url, removed] = [await nats.addAuditor('one'), await nats.addAuditor('two')];
    await nats.removeAuditor('two');
    await waitFor(() =>
      askAuditorConsumer(removed, 'two').then(
        () => false,
        () => true,
      ),
    );
    // A request that is being answered in that moment loses its answer (docs/operate.md); the next does not.
    await waitFor(
      () =>
        as('gateway')
          .request('pairing.get')
          .then(
            (message) => message.string() === 'answer',
            () => false,
          ),
      { message: 'an answer of pairing' },
    );
    const ids = await nats.publishEvents(20);
    expect(await next).toMatch(/^meshpair\.events\.PinVerified\./);
    expect(disturbed).toEqual([]);
    await waitFor(async () => (await askAuditorConsumer(url, 'one')).pending === ids.length);
    expect(await read(url, 'one')).toEqual(ids);
  });

  it('go on where they were when nats-server was started anew', async () => {
    const url = await nats.addAuditor('late');
    const [first, ...others] = [await read(url, 'late'), await nats.publishEvents(20)];
    expect(first).toHaveLength(20);
    await nats.restart('stop');
    await waitFor(async () => (await askAuditorConsumer(url, 'late').catch(() => undefined))?.pending === 20);
    expect(await read(url, 'late')).toEqual(others.flat());
  });

  it('have no consumer any more once they are removed', async () => {
    await nats.removeAuditor('late');
    await waitFor(() => nats.told.includes('The consumer auditor-late was removed'));
  });
});
