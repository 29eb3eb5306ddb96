import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { CloudEvent } from '@meshpair/contracts';
import { uniqueName, waitFor } from '@meshpair/testing';
import { ensureDurableConsumer } from './ensure-durable-consumer.js';
import { ensureEventStream } from './ensure-event-stream.js';
import { eventOf, FollowedStream } from './followed-stream.spec.js';

describe('events over JetStream', () => {
  let followed: FollowedStream;

  beforeAll(async () => {
    followed = await FollowedStream.open();
  });
  afterEach(() => followed.stopFollowing());
  afterAll(() => followed.close());

  it('hands each type to its handler, parsed', async () => {
    const seen: CloudEvent[] = [];
    followed.handle = (event) => Promise.resolve(void seen.push(event));
    const events = [eventOf('PinVerified'), eventOf('PairingFailed')];
    await Promise.all(events.map((event) => followed.publish(event)));
    await followed.follow();
    await waitFor(() => seen.length >= 2);
    expect(seen).toEqual(expect.arrayContaining(events));
  });

  it('acknowledges only after the handler has resolved', async () => {
    let finish: () => void = () => undefined;
    const begun = new Set<string>();
    followed.handle = async (event) => {
      begun.add(event.id);
      await new Promise<void>((resolve) => (finish = resolve));
    };
    const { durable } = await followed.follow({ types: ['PinVerified', 'None'] });
    await waitFor(() => begun.size > 0);
    followed.handle = () => Promise.resolve();
    expect(await followed.unacknowledged(durable)).toBeGreaterThan(0);
    finish();
    await waitFor(async () => (await followed.unacknowledged(durable)) === 0);
  });

  it('delivers again after a throw', async () => {
    const event = eventOf();
    let tries = 0;
    followed.handle = async ({ id }) => {
      if (id === event.id && (tries += 1) < 3) throw new Error('not yet');
      return Promise.resolve();
    };
    await followed.publish(event);
    const { durable } = await followed.follow();
    await waitFor(async () => tries === 3 && (await followed.unacknowledged(durable)) === 0);
  });

  it('handles many side by side', async () => {
    const waiting = new Map<string, () => void>();
    const events = Array.from({ length: 50 }, () => eventOf());
    const wanted = new Set(events.map(({ id }) => id));
    followed.handle = async ({ id }) => {
      if (wanted.has(id)) await new Promise<void>((resolve) => waiting.set(id, resolve));
    };
    await followed.follow();
    await Promise.all(events.map((event) => followed.publish(event)));
    await waitFor(() => waiting.size === 50);
    for (const finish of waiting.values()) finish();
  });

  it('keeps a slow event to itself beyond the ack wait', async () => {
    const event = eventOf();
    let tries = 0;
    let finish: () => void = () => undefined;
    followed.handle = async ({ id }) => {
      if (id !== event.id) return;
      tries += 1;
      await new Promise<void>((resolve) => (finish = resolve));
    };
    const { durable } = await followed.follow({ ackWaitMs: 600 });
    await followed.publish(event);
    await waitFor(() => tries === 1);
    const since = performance.now();
    await waitFor(() => performance.now() - since > 1500);
    finish();
    await waitFor(async () => (await followed.unacknowledged(durable)) === 0);
    expect(tries).toBe(1);
  });

  it('shares the events of one durable over replicas, each once', async () => {
    followed.handle = () => Promise.resolve();
    const durable = uniqueName('durable');
    await Promise.all([
      followed.follow({ durable }),
      followed.follow({ durable }),
      followed.follow({ durable }),
    ]);
    await waitFor(async () => (await followed.unacknowledged(durable)) === 0);
    const seen: string[] = [];
    followed.handle = ({ id }) => Promise.resolve(void seen.push(id));
    const events = Array.from({ length: 100 }, () => eventOf());
    await Promise.all(events.map((event) => followed.publish(event)));
    await waitFor(async () => (await followed.unacknowledged(durable)) === 0);
    expect(seen.sort()).toEqual(events.map(({ id }) => id).sort());
  });

  it('finishes what is in hand when it closes, and leaves the rest to the next', async () => {
    followed.handle = () => Promise.resolve();
    const { server, durable } = await followed.follow();
    await waitFor(async () => (await followed.unacknowledged(durable)) === 0);
    const event = eventOf();
    let finish: () => void = () => undefined;
    let begun = 0;
    followed.handle = async () => {
      begun += 1;
      await new Promise<void>((resolve) => (finish = resolve));
    };
    await followed.publish(event);
    await waitFor(() => begun === 1);
    const closed = server.close();
    finish();
    await closed;
    expect(await followed.unacknowledged(durable)).toBe(0);
    await followed.publish(eventOf());
    expect(begun).toBe(1);
    followed.handle = () => Promise.resolve();
    await followed.follow({ durable });
    await waitFor(async () => (await followed.unacknowledged(durable)) === 0);
  });

  it('leaves the events where they are while it is paused, and hands them over then', async () => {
    const seen: string[] = [];
    followed.handle = ({ id }) => Promise.resolve(void seen.push(id));
    const { strategy, durable } = await followed.follow();
    await waitFor(async () => (await followed.unacknowledged(durable)) === 0);
    const consumer = async (): Promise<{ num_pending: number; num_waiting: number }> =>
      (await jetstreamManager(followed.connection)).consumers.info(followed.stream, `${durable}-PinVerified`);
    strategy.pause();
    await waitFor(async () => (await consumer()).num_waiting === 0, { message: 'nobody pulls' });
    const events = [eventOf(), eventOf(), eventOf()];
    for (const event of events) await followed.publish(event);
    expect((await consumer()).num_pending).toBe(3);
    expect(events.some(({ id }) => seen.includes(id))).toBe(false);
    expect(strategy.waitsFor).toEqual([]);
    strategy.resume();
    await waitFor(() => events.every(({ id }) => seen.includes(id)), { message: 'what has gathered' });

    strategy.pause();
    strategy.resume();
    const last = eventOf();
    await followed.publish(last);
    await waitFor(() => seen.includes(last.id), { message: 'what comes after' });
    strategy.pause();
  });

  it('waits for its stream and its consumer, says which, and follows once they are there', async () => {
    const later = uniqueName('LATER');
    const subject = uniqueName('later');
    const seen: CloudEvent[] = [];
    followed.handle = (event) => Promise.resolve(void seen.push(event));
    const consumer = { stream: later, durable: uniqueName('later'), filterSubject: `${subject}.>` };
    const { strategy } = await followed.follow({ stream: later, consumers: [consumer.durable] });
    const missing = (): string => strategy.waitsFor.join();
    await waitFor(() => missing() === `the stream ${later}`);
    const options = { replicas: 1, retentionDays: 1, name: later, subjects: [`${subject}.>`] };
    await ensureEventStream(followed.connection, options);
    await waitFor(() => missing() === `the consumer ${consumer.durable} of ${later}`);
    const manager = await jetstreamManager(followed.connection);
    await ensureDurableConsumer(manager, consumer);
    const event = eventOf();
    await jetstream(followed.connection).publish(
      `${subject}.PinVerified.${event.subject}`,
      JSON.stringify(event),
    );
    await waitFor(() => seen.some(({ id }) => id === event.id));
    expect(missing()).toBe('');
    await manager.streams.delete(later);
    await waitFor(() => missing().includes(later));
  });
});
