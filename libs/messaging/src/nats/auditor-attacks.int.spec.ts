import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstream, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { AUDIT_STREAM, AUDITOR_API, EVENT_STREAM, ORIGIN_API, ORIGIN_DELIVERY } from '@meshpair/contracts';
import { type AuditedNats, startAuditedNats, waitFor } from '@meshpair/testing';
import { connectToNats } from './connect-when-up.js';

const OWN = `${AUDIT_STREAM}.auditor-one`;
const NEXT = `${AUDITOR_API}.CONSUMER.MSG.NEXT.${OWN}`;
const INFO = `${AUDITOR_API}.CONSUMER.INFO.${OWN}`;

/** What JetStream is asked about the server, about a stream, and about a consumer. */
const REQUESTS = {
  server: ['INFO', 'STREAM.NAMES', 'STREAM.LIST', 'META.LEADER.STEPDOWN', 'SERVER.REMOVE', 'ACCOUNT.INFO'],
  account: ['ACCOUNT.PURGE', 'ACCOUNT.STREAM.MOVE', 'ACCOUNT.STREAM.CANCEL_MOVE'],
  stream: [
    ...['CREATE', 'UPDATE', 'INFO', 'DELETE', 'PURGE', 'SNAPSHOT', 'RESTORE', 'LEADER.STEPDOWN'],
    ...['MSG.GET', 'MSG.DELETE', 'PEER.REMOVE'],
  ].map((request) => `STREAM.${request}`),
  beside: ['DIRECT.GET', 'CONSUMER.NAMES', 'CONSUMER.LIST', 'CONSUMER.CREATE'],
  consumer: [
    ...['CREATE', 'DURABLE.CREATE', 'INFO', 'DELETE', 'MSG.NEXT', 'PAUSE', 'RESET', 'UNPIN'],
    ...['LEADER.STEPDOWN'],
  ].map((request) => `CONSUMER.${request}`),
};

const CONSUMERS = [
  `${EVENT_STREAM}.registry-pin-verified`,
  `${EVENT_STREAM}.made-up`,
  `${AUDIT_STREAM}.auditor-two`,
  `${AUDIT_STREAM}.made-up`,
];

/** Every subject of JetStream's API, without its prefix. */
const API_SUBJECTS: readonly string[] = [
  ...REQUESTS.server,
  ...REQUESTS.account.flatMap((request) => ['MESHPAIR', 'AUDIT'].map((account) => `${request}.${account}`)),
  ...[...REQUESTS.stream, ...REQUESTS.beside].flatMap((request) =>
    [EVENT_STREAM, AUDIT_STREAM, 'MESHPAIR_DEAD_LETTERS', 'MADE_UP'].map((stream) => `${request}.${stream}`),
  ),
  ...REQUESTS.consumer.flatMap((request) => CONSUMERS.map((consumer) => `${request}.${consumer}`)),
  ...CONSUMERS.map((consumer) => `CONSUMER.CREATE.${consumer}.meshpair.events.>`),
];

/** The API itself, and what leads to it under another name. */
const API: readonly string[] = [
  ...API_SUBJECTS.map((subject) => `$JS.API.${subject}`),
  ...['$JS.audit.API', '$JS.AUDIT.API', ORIGIN_API, AUDITOR_API].flatMap((prefix) =>
    API_SUBJECTS.filter((subject) =>
      /^(STREAM.(DELETE|PURGE)|CONSUMER.(CREATE|MSG.NEXT|DELETE))/.test(subject),
    ).map((subject) => `${prefix}.${subject}`),
  ),
];

/** Where an answer would do harm. None is a pattern: those cost nats-server time for each answer, and lead nowhere either. */
const TARGETS: readonly string[] = [
  ...API.filter((subject) => !subject.endsWith('>')),
  'meshpair.events.PinVerified.p',
  'registry.node.remove',
  'pairing.verify',
  'pairing.changed.batch',
  'meshpair.deadletter.x',
  `${ORIGIN_DELIVERY}.M.x`,
  `$JS.FC.${EVENT_STREAM}.x.y`,
  `$JS.ACK.${AUDIT_STREAM}.auditor-two.1.1.1.1.1`,
  `$JS.ACK.${EVENT_STREAM}.registry-pin-verified.1.1.1.1.1`,
  '_INBOX.keeper.x',
  '_INBOX.keeper-mirror.x',
  '_INBOX.auditor-two.x',
  '_R_.x',
  '$SYS.REQ.SERVER.PING',
  '$SYS.ACCOUNT.AUDIT.CONNECT',
];

/** A request that would be one if it were let through. */
const bodyFor = (subject: string): string => {
  const stream_name = subject.includes(AUDIT_STREAM) ? AUDIT_STREAM : EVENT_STREAM;
  return JSON.stringify({
    name: stream_name,
    stream_name,
    subjects: ['registry.>'],
    seq: 1,
    batch: 1,
    config: { durable_name: 'made-up', name: 'made-up', ack_policy: 'explicit', deliver_subject: 'leak' },
  });
};

describe('an auditor', () => {
  let nats: AuditedNats;
  let one: NatsConnection;
  let admins: readonly NatsConnection[];
  let managers: readonly JetStreamManager[];
  const heard: string[] = [];

  beforeAll(async () => {
    nats = await startAuditedNats();
    const url = await nats.addAuditor('one');
    await nats.addAuditor('two');
    one = await connectToNats(url, 'auditor-one');
    admins = [
      await connectToNats(nats.server.url, 'test'),
      await connectToNats(nats.server.auditUrl, 'test'),
    ];
    managers = await Promise.all(admins.map((admin) => jetstreamManager(admin)));
    await nats.publishEvents(50);
    await waitFor(async () => (await managers[1]?.streams.info(AUDIT_STREAM))?.state.messages === 50);
    // What an auditor could make the mesh hear, beside the talk of its keepers.
    admins[0]?.subscribe('>', {
      callback: (_error, { subject }) => {
        if (!/^(\$JS\.|_INBOX\.|meshpair\.copied\.|meshpair\.copystate$)/.test(subject)) heard.push(subject);
      },
    });
  });

  afterAll(async () => {
    await Promise.all([one, ...(admins ?? [])].map((connection) => connection?.close()));
    await nats?.stop();
  });

  /** Streams, their consumers and what they hold, in both accounts; of the auditor's own consumer only that it is there. */
  const everything = (): Promise<unknown> =>
    Promise.all(
      managers.map(async ({ streams, consumers }) => {
        const all = [];
        for await (const { config, created, state } of streams.list()) {
          const followers = [];
          for await (const { ts: _now, ...consumer } of consumers.list(config.name))
            followers.push(
              consumer.name === 'auditor-one' ? { name: consumer.name, config: consumer.config } : consumer,
            );
          all.push({ config, created, state, followers });
        }
        return all;
      }),
    );

  /** Resolves when the server has done all that was asked before by this auditor. */
  async function untilDone(): Promise<void> {
    await one.flush();
    await one.request(INFO, '', { timeout: 5_000 });
  }

  async function takeAll(): Promise<number> {
    const consumer = await jetstream(one, { apiPrefix: AUDITOR_API }).consumers.get(
      AUDIT_STREAM,
      'auditor-one',
    );
    let taken = 0;
    for await (const message of await consumer.fetch({ max_messages: 200, expires: 1_000 })) {
      taken += 1;
      await message.ackAck();
    }
    return taken;
  }

  it('changes nothing by any subject of JetStream’s API, nor by the import of its account', async () => {
    const before = await everything();
    for (const subject of API) {
      one.publish(subject, '');
      one.publish(subject, bodyFor(subject), { reply: '_INBOX.auditor-one.answer' });
    }
    await untilDone();
    for (const target of TARGETS) one.publish(target, bodyFor(target));
    await untilDone();
    expect(await everything()).toEqual(before);
    expect(heard).toEqual([]);
  });

  it.each([
    ['events', 'there are some', 0],
    ['that there are none', 'it has read all', 50],
  ])('changes nothing by having %s sent to a subject of another, when %s', async (_what, _when, read) => {
    expect(read === 0 ? 0 : await takeAll()).toBeLessThanOrEqual(read);
    const before = await everything();
    for (const target of TARGETS) {
      one.publish(INFO, '', { reply: target });
      one.publish(NEXT, '{"batch":1,"no_wait":true}', { reply: target });
      one.publish(NEXT, '{"batch":1,"expires":1}', { reply: target });
      one.publish(`$JS.ACK.${OWN}.1.1.1.1.1`, '+NXT', { reply: target });
      one.publish(`$JS.ACK.${OWN}.1.1.1.1.1`, '+ACK', { reply: target });
    }
    await untilDone();
    expect(await everything()).toEqual(before);
    expect(heard).toEqual([]);
  });

  it.each(['>', 'meshpair.events.>', '$JS.>', '$SYS.>', `${ORIGIN_DELIVERY}.>`, '_R_.>', 'auditor-two.>'])(
    'does not listen to %s',
    async (subject) => {
      const refused = new Promise<string>((resolve) =>
        one.subscribe(subject, { callback: (error) => resolve(error?.message ?? 'heard something') }),
      );
      expect(await refused).toContain('Permissions Violation');
    },
  );

  it('still reads its own events afterwards, and what comes later', async () => {
    await takeAll();
    // More than what it has asked to be sent elsewhere.
    await nats.publishEvents(2 * TARGETS.length);
    await waitFor(async () => (await takeAll()) > 0);
  });

  it('would delete the copy from within its account: an answer without a text is enough', async () => {
    const [, copies] = managers;
    const copy = async (): Promise<string | undefined> =>
      copies?.streams.info(AUDIT_STREAM).then(
        ({ created }) => String(created),
        () => undefined,
      );
    const before = await copy();
    await copies?.consumers.add(AUDIT_STREAM, {
      name: 'inside',
      ack_policy: AckPolicy.Explicit,
      filter_subject: 'none',
    });
    admins[1]?.publish(`$JS.API.CONSUMER.MSG.NEXT.${AUDIT_STREAM}.inside`, '{"no_wait":true}', {
      reply: `$JS.API.STREAM.DELETE.${AUDIT_STREAM}`,
    });
    await waitFor(async () => (await copy()) !== before, { message: 'the copy is gone' });
  });
});
