import { describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { EVENT_STREAM } from '@meshpair/contracts';
import { waitFor } from '@meshpair/testing';
import { StreamKeeper } from '../events/stream-keeper.js';
import { eventsOf, pairings, silent, useOutbox } from './outbox-under-test.spec.js';

describe('what was published, published again', () => {
  const relayed = useOutbox();
  const { outbox, outboxWith, startRelay, commit, unpublished, inStream, expectOnceAndInOrder } = relayed;

  async function startKeeper(): Promise<StreamKeeper> {
    const keeper = new StreamKeeper({
      natsUrl: relayed.nats.url,
      replicas: 1,
      retentionDays: 1,
      logger: silent,
    });
    await keeper.start();
    return keeper;
  }

  it('fills a stream that is made again with what the lost one held, in order, before anything new', async () => {
    const keeper = await startKeeper();
    const ids = pairings(20);
    const events = eventsOf(ids, 3);
    await commit(events.filter(({ sequence }) => sequence < 3));
    const relay = startRelay(outbox(), { consumer: 'pairing-registrations-DeviceRegistered', pollMs: 100 });
    await waitFor(async () => (await unpublished()) === 0);
    await (await jetstreamManager(relayed.connection)).streams.delete(EVENT_STREAM);
    const last = events.filter(({ sequence }) => sequence === 3);
    await commit(last);
    for (const event of last) relay.committed([event]);
    await waitFor(async () => {
      const stored = await inStream().catch(() => []);
      return stored.filter(({ subject }) => ids.includes(subject)).length === events.length;
    });
    await expectOnceAndInOrder(events);
    await keeper.close();
  }, 30_000);

  it('fills a new stream with what the one before had and with what no stream has had, each once', async () => {
    const keeper = await startKeeper();
    const events = eventsOf(pairings(10), 3);
    await commit(events.filter(({ sequence }) => sequence < 3));
    const store = outbox();
    const [first] = await store.readUnpublished(9_999);
    if (first) await store.markPublished([first.rowId]);
    await commit(events.filter(({ sequence }) => sequence === 3));
    await store.reopenForNewStream();
    await store.reopenForNewStream();
    await waitFor(
      async () => (await (await jetstreamManager(relayed.connection)).streams.purge(EVENT_STREAM)).success,
    );
    startRelay(outbox(), { consumer: 'pairing-registrations-DeviceRegistered', pollMs: 50 });
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
    await keeper.close();
  }, 30_000);

  it('publishes nothing to a new stream that was read for the one before, however long that took', async () => {
    const keeper = await startKeeper();
    const events = eventsOf(pairings(20), 4);
    const manager = await jetstreamManager(relayed.connection);
    const madeAt = (): Promise<string | undefined> =>
      manager.streams.info(EVENT_STREAM).then(
        ({ created }) => String(created),
        () => undefined,
      );
    const store = outbox();
    let hold: Promise<unknown> = Promise.resolve();
    const slow = outboxWith({
      readUnpublished: async (limit) => {
        const read = await store.readUnpublished(limit);
        if (read.length > 0) await hold;
        return read;
      },
    });
    await commit(events.filter(({ sequence }) => sequence < 4));
    startRelay(slow, { consumer: 'pairing-registrations-DeviceRegistered', pollMs: 20 });
    await waitFor(async () => (await unpublished()) === 0);
    const first = await madeAt();
    // The last events are read, and the answer of the database takes until the stream has been lost and made again.
    hold = (async () => {
      await manager.streams.delete(EVENT_STREAM);
      await waitFor(async () => ![undefined, first].includes(await madeAt()));
      hold = Promise.resolve();
    })();
    await commit(events.filter(({ sequence }) => sequence === 4));
    await waitFor(async () => (await inStream().catch(() => [])).length >= events.length);
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
    await keeper.close();
  }, 40_000);

  it('lets go of what a new stream was to have later, should its verification have come before', async () => {
    const answers = eventsOf(pairings(3), 1);
    await commit(answers, 'registry.registration_events');
    const store = outbox('registry.registration_events');
    // The verification that came again has reopened them: only then is the new stream noticed.
    await store.reopenForNewStream();
    expect(await store.readUnpublished(10)).toEqual([]);
    startRelay(store, { source: '/meshpair/registry', pollMs: 20, heldBackMs: 100 });
    const left = 'select from registry.registration_outbox';
    await waitFor(async () => (await relayed.database.query(left)).length === 0, {
      message: 'the answers are published',
    });
    await expectOnceAndInOrder(answers);
  });

  it('tells a verification again that nobody has answered for a while, and no other', async () => {
    const [waiting = '', young = '', ended = ''] = pairings(3);
    const insert = `
      with state as (
        insert into pairing.pairing_states
               (pairing_id, token_digest, owner_id, kind, state, version, created_at, updated_at, expires_at)
        values ($1, $1, 'owner', $2, '{}', 1, now(), now() - make_interval(secs => $3), now()))
      insert into pairing.pairing_events
             (pairing_id, owner_id, sequence, type, occurred_at, event)
      select $1, 'owner', 4, 'PinVerified', at, jsonb_build_object('type', 'PinVerified', 'pairingId', $1,
             'ownerId', 'owner', 'sequence', 4, 'occurredAt', at, 'data', '{}'::jsonb)
        from (select now() - make_interval(secs => $3) as at) as moment`;
    await relayed.database.query(insert, [waiting, 'PinVerified', 40]);
    await relayed.database.query(insert, [young, 'PinVerified', 5]);
    await relayed.database.query(insert, [ended, 'DeviceRegistered', 40]);
    startRelay(outbox(), { reconcile: { everyMs: 50, afterSeconds: 30 }, pollMs: 50 });
    const told = async (): Promise<string[]> =>
      (await inStream()).map(({ subject }) => subject).filter((id) => [waiting, young, ended].includes(id));
    await waitFor(async () => (await told()).length > 0);
    const later = eventsOf(pairings(1), 1);
    await commit(later);
    await waitFor(async () => (await unpublished()) === 0);
    expect(await told()).toEqual([waiting]);
  });
});
