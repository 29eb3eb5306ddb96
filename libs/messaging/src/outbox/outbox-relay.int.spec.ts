import { describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { waitFor } from '@meshpair/testing';
import { eventsOf, idsOf, pairings, useOutbox } from './outbox-under-test.spec.js';

describe('OutboxRelay', () => {
  const relayed = useOutbox();
  const { outbox, outboxWith, startRelay, commit, unpublished, inStream, expectOnceAndInOrder } = relayed;

  it('publishes what is committed, in order per pairing, each once', async () => {
    const events = eventsOf(pairings(20), 5);
    await commit(events);
    startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('takes more than one batch without waiting for a wake-up', async () => {
    const events = eventsOf(pairings(400), 3);
    await commit(events);
    startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('is woken at a commit, its own or that of another replica', async () => {
    const leader = startRelay();
    const first = eventsOf(pairings(1), 1);
    await waitFor(async () => {
      await commit([]);
      leader.wake();
      return unpublished().then((count) => count === 0);
    });
    const standby = startRelay();
    await commit(first);
    leader.wake();
    await waitFor(async () => (await unpublished()) === 0);
    const second = eventsOf(pairings(1), 1);
    await commit(second);
    standby.wake();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder([...first, ...second]);
  });

  it('hands over to a standby', async () => {
    const leader = startRelay();
    await commit(eventsOf(pairings(1), 1));
    leader.wake();
    await waitFor(async () => (await unpublished()) === 0);
    startRelay();
    await leader.stop();
    const events = eventsOf(pairings(3), 2);
    await commit(events);
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('leaves each event once when it ends between publishing and marking', async () => {
    const events = eventsOf(pairings(5), 3);
    await commit(events);
    const crashing = outboxWith({
      markPublished: () => Promise.reject(new Error('the process ended here')),
    });
    const first = startRelay(crashing);
    await waitFor(async () => (await inStream()).some(({ id }) => id === idsOf(events).at(-1)));
    await first.stop();
    expect(await unpublished()).toBe(events.length);
    startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('publishes what was committed here from memory, and marks it', async () => {
    const read: number[] = [];
    const store = outbox();
    const watched = outboxWith({
      readUnpublished: async (limit, wanted) => {
        const events = await store.readUnpublished(limit, wanted);
        read.push(events.length);
        return events;
      },
    });
    const relay = startRelay(watched);
    await waitFor(() => read.length > 0, { message: 'the relay has looked' });
    const events = eventsOf(pairings(20), 3);
    for (const event of events) {
      await commit([event]);
      relay.committed([event]);
    }
    await waitFor(async () => (await unpublished()) === 0);
    expect(read.every((count) => count === 0)).toBe(true);
    await expectOnceAndInOrder(events);
  });

  it('publishes before long what its process has committed and not published', async () => {
    let looks = 0;
    const store = outbox();
    const watched = outboxWith({
      readUnpublished: (limit, wanted) => {
        looks += 1;
        return store.readUnpublished(limit, wanted);
      },
    });
    startRelay(watched, { pollMs: 50 });
    await waitFor(() => looks > 1, { message: 'the relay looks by itself' });
    const events = eventsOf(pairings(5), 2);
    await commit(events);
    expect(await outbox().readUnpublished(99, new Set())).toEqual([]);
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('leaves each event once when the process ends before it has marked what it published from memory', async () => {
    const first = startRelay(outboxWith({ markEvents: () => Promise.reject(new Error('ended here')) }));
    const events = eventsOf(pairings(5), 2);
    await commit(events);
    for (const event of events) first.committed([event]);
    await waitFor(async () => (await inStream()).some(({ id }) => id === idsOf(events).at(-1)));
    await first.stop();
    expect(await unpublished()).toBe(events.length);
    startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('has published and marked what it took when it stops', async () => {
    const relay = startRelay();
    const events = eventsOf(pairings(50), 2);
    await commit(events);
    for (const event of events) relay.committed([event]);
    await relay.stop();
    expect(await unpublished()).toBe(0);
    await expectOnceAndInOrder(events);
  });

  it('leaves the order to the leader where replicas take turns', async () => {
    const [one, other] = [startRelay(), startRelay()];
    const events = eventsOf(pairings(20), 4);
    for (const event of events) {
      await commit([event]);
      (event.sequence % 3 === 0 ? other : one).committed([event]);
    }
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('goes on in order when NATS comes back', async () => {
    const events = eventsOf(pairings(10), 5);
    const relay = startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await relayed.nats.kill();
    await commit(events);
    relay.wake();
    await relayed.nats.start();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
    await jetstream(relayed.connection).publish('meshpair.events.test.x', 'still writable');
  }, 30_000);
});
