import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AckPolicy, type JetStreamManager, jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { AUDIT_STREAM, type CopyState, EVENT_STREAM } from '@meshpair/contracts';
import { type AuditedNats, startAuditedNats, waitFor } from '@meshpair/testing';
import { connectToNats } from '../nats/connect-when-up.js';

describe('the keeper of the copy for auditors', () => {
  let nats: AuditedNats;
  let connections: readonly NatsConnection[];
  let events: JetStreamManager;
  let copies: JetStreamManager;

  beforeAll(async () => {
    nats = await startAuditedNats();
    const { url, auditUrl } = nats.server;
    connections = [await connectToNats(url, 'test'), await connectToNats(auditUrl, 'test')];
    [events, copies] = (await Promise.all(
      connections.map((connection) => jetstreamManager(connection, { checkAPI: false })),
    )) as [JetStreamManager, JetStreamManager];
    await nats.publishEvents(100);
  });

  afterAll(async () => {
    await Promise.all((connections ?? []).map((connection) => connection.close()));
    await nats?.stop();
  });

  const copy = (): Promise<StreamInfo | undefined> =>
    copies.streams.info(AUDIT_STREAM).catch(() => undefined);
  const isWhole = async (): Promise<boolean> => {
    const [there, here] = [await events.streams.info(EVENT_STREAM), await copy()];
    return here?.state.messages === there.state.messages && nats.waitsFor().length === 0;
  };
  const untilWhole = (): Promise<boolean> => waitFor(isWhole, { message: 'the copy has all' });

  const consumers = async (): Promise<readonly string[]> =>
    (await copies.consumers.list(AUDIT_STREAM).next()).map(({ name }) => name);
  /** What the keeper tells of the copy from here on. */
  const statesFromNow = (): readonly CopyState[] => {
    const states: CopyState[] = [];
    const callback = (_error: unknown, message: { json(): CopyState }): void =>
      void states.push(message.json());
    connections[0]?.subscribe('meshpair.copystate', { callback });
    return states;
  };

  it('makes none while there is no auditor, and waits for nothing', async () => {
    const states = statesFromNow();
    await waitFor(() => states.length > 1, { message: 'it has looked twice' });
    expect(states[1]).toEqual({ lag: 0, isStalled: false });
    expect([await copy(), nats.waitsFor()]).toEqual([undefined, []]);
  });

  it('makes it for the first one, with what was there before and what comes later', async () => {
    await nats.addAuditor('one');
    await untilWhole();
    await nats.publishEvents(100);
    await untilWhole();
    expect((await copy())?.state.messages).toBe(200);
    expect((await copy())?.config).toMatchObject({ deny_delete: true, max_age: nanos(86_400_000) });
  });

  it('takes back what is changed of it, and the consumers that nobody named', async () => {
    const config = (await copy())?.config;
    await copies.streams.update(AUDIT_STREAM, { max_age: nanos(3_600_000), max_msgs_per_subject: 1 });
    await copies.consumers.add(AUDIT_STREAM, { durable_name: 'stranger', ack_policy: AckPolicy.Explicit });
    await waitFor(async () => isDeepStrictEqual((await copy())?.config, config));
    await waitFor(async () => (await consumers()).join() === 'auditor-one');
  });

  it('goes on with it when nats-server was killed', async () => {
    const made = (await copy())?.created;
    await nats.restart('kill');
    await nats.publishEvents(10);
    await untilWhole();
    expect((await copy())?.created).toBe(made);
  }, 60_000);

  it('makes it again when its origin was, with an auditor’s consumer, and with each event of the new one', async () => {
    await events.streams.delete(EVENT_STREAM);
    await waitFor(() =>
      events.streams.info(EVENT_STREAM).then(
        () => true,
        () => false,
      ),
    );
    const ids = await nats.publishEvents(5);
    await waitFor(() => nats.told.includes('The copy of the events for auditors was made again'));
    await untilWhole();
    await waitFor(async () => {
      const consumer = await copies.consumers.info(AUDIT_STREAM, 'auditor-one').catch(() => undefined);
      return consumer?.num_pending === ids.length;
    });
  });

  it('says when it stands still, and makes one that was deleted again', async () => {
    await untilWhole();
    const states = statesFromNow();
    await waitFor(() => states.length > 0);
    expect(states).toContainEqual({ lag: 0, isStalled: false });
    const file = join(dirname(nats.server.auditorsFile), 'nats.conf');
    const text = await readFile(file, 'utf8');
    const reloaded = (): void => void process.kill(nats.server.pid, 'SIGHUP');
    await writeFile(file, text.replaceAll(/^.*stream: .*meshpair\.copied\.>.*$/gm, ''));
    reloaded();
    await waitFor(async () => {
      await nats.publishEvents(1);
      return nats.waitsFor().join() === 'copy for auditors';
    });
    await waitFor(() => states.some(({ lag, isStalled }) => lag > 0 && isStalled));
    await writeFile(file, text);
    reloaded();
    // While it reads its configuration, nats-server has nobody who answers.
    await waitFor(() => copies.streams.delete(AUDIT_STREAM).catch(() => false));
    await untilWhole();
  });

  it('removes it with the last auditor, and makes it with all events for the next', async () => {
    await nats.removeAuditor('one');
    await waitFor(async () => (await copy()) === undefined, { message: 'the copy is gone' });
    await nats.publishEvents(5);
    expect(nats.waitsFor()).toEqual([]);
    await nats.addAuditor('two');
    await untilWhole();
    expect(await consumers()).toEqual(['auditor-two']);
  });
});
