import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { errors, type NatsConnection } from '@nats-io/transport-node';
import { EVENT_STREAM } from '@meshpair/contracts';
import { locateNatsServer, type NatsUser, type RunningNats, startNats } from '@meshpair/servers';
import { waitFor } from '@meshpair/testing';
import { ensureEventStream } from '../events/ensure-event-stream.js';
import { connectToNats } from './connect-when-up.js';
import { API, EVENT, PUBLISH, SUBSCRIBE } from './user-rights.spec.js';

const cases = (rights: typeof PUBLISH): readonly (readonly [NatsUser, string, boolean])[] =>
  (Object.keys(rights) as NatsUser[]).flatMap((user) => [
    ...rights[user].allowed.map((subject) => [user, subject, true] as const),
    ...rights[user].refused.map((subject) => [user, subject, false] as const),
  ]);

describe('the users of NATS', () => {
  let dataDir: string;
  let server: RunningNats;
  let admin: NatsConnection;
  let streams: JetStreamManager['streams'];
  const connections = new Map<NatsUser, NatsConnection>();

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-nats-'));
    const program = await locateNatsServer(process.env['MESHPAIR_TEST_PROGRAMS'] ?? '', () => undefined);
    server = await startNats({ program, dataDir });
    admin = await connectToNats(server.url, 'admin');
    await ensureEventStream(admin, { replicas: 1, retentionDays: 1 });
    ({ streams } = await jetstreamManager(admin));
    for (const user of Object.keys(PUBLISH) as NatsUser[]) {
      connections.set(user, await connectToNats(server.userUrls[user], user));
    }
  });

  afterAll(async () => {
    await Promise.all([...connections.values(), admin].map((connection) => connection.close()));
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const as = (user: NatsUser): NatsConnection => connections.get(user)!;

  /** Whether the server complains of `act` before it answers the flush after it. */
  async function isAllowed(connection: NatsConnection, act: () => void): Promise<boolean> {
    const statuses = connection.status();
    const complaints: unknown[] = [];
    const following = (async () => {
      for await (const status of statuses) if (status.type === 'error') complaints.push(status.error);
    })();
    act();
    await connection.flush();
    (statuses as unknown as { stop(): void }).stop();
    await following;
    for (const complaint of complaints) expect(complaint).toBeInstanceOf(errors.PermissionViolationError);
    return complaints.length === 0;
  }

  const stored = async (): Promise<number> => (await streams.info(EVENT_STREAM)).state.messages;

  it.each(cases(PUBLISH))('%s publishes %s: %s', async (user, subject, allowed) => {
    expect(await isAllowed(as(user), () => as(user).publish(subject, ''))).toBe(allowed);
  });

  it.each(cases(SUBSCRIBE))('%s subscribes to %s: %s', async (user, subject, allowed) => {
    const act = (): void => {
      const subscription = as(user).subscribe(subject, { callback: () => undefined });
      if (allowed) subscription.unsubscribe();
    };
    expect(await isAllowed(as(user), act)).toBe(allowed);
  });

  it.each([
    ['gateway', 'pairing.get'],
    ['gateway', 'registry.node.get'],
  ] as const)('lets %s read the answer to %s, once, and nobody else', async (user, subject) => {
    const responder = as(subject.startsWith('pairing') ? 'pairing' : 'registry');
    const replies: string[] = [];
    const subscription = responder.subscribe(subject, {
      callback: (_error, message) => {
        replies.push(message.reply ?? '');
        message.respond('the PIN');
      },
    });
    await responder.flush();
    expect((await as(user).request(subject, '')).string()).toBe('the PIN');
    expect(replies[0]).toMatch(/^_INBOX\.gateway\./);
    expect(await isAllowed(responder, () => responder.publish(replies[0]!, 'a second answer'))).toBe(false);
    subscription.unsubscribe();
  });

  it.each(['pairing-events', 'registry-events'] as const)('lets %s answer nothing', async (user) => {
    const delivered = new Promise<string>((resolve) =>
      as(user).subscribe(`_INBOX.${user}.delivered`, {
        callback: (_error, { reply }) => resolve(reply ?? ''),
      }),
    );
    await as(user).flush();
    admin.publish(`_INBOX.${user}.delivered`, '', { reply: 'anywhere' });
    const reply = await delivered;
    expect(await isAllowed(as(user), () => as(user).publish(reply, ''))).toBe(false);
  });

  it('does not let the audit user have JetStream write where it may not itself', async () => {
    const reflect = (connection: NatsConnection): void =>
      connection.publish(`${API}.STREAM.INFO.${EVENT_STREAM}`, '', { reply: EVENT });
    const before = await stored();
    expect(await isAllowed(as('audit'), () => reflect(as('audit')))).toBe(false);
    expect(await stored()).toBe(before);
    // The same request of one who may send it is answered into the stream.
    reflect(admin);
    await waitFor(async () => (await stored()) === before + 1, { message: 'the answer is stored' });
  });
});
