import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type CloudEvent, MalformedEvent } from '@meshpair/contracts';
import { uniqueName, waitFor } from '@meshpair/testing';
import { eventOf, FollowedStream } from './followed-stream.spec.js';

describe('an event that is given up', () => {
  let followed: FollowedStream;

  beforeAll(async () => {
    followed = await FollowedStream.open();
  });
  afterEach(() => followed.stopFollowing());
  afterAll(() => followed.close());

  it('writes a dead letter after the last try and delivers no more', async () => {
    const event = eventOf();
    let tries = 0;
    followed.handle = ({ id }) =>
      id === event.id ? Promise.reject(new Error(`try ${(tries += 1)}`)) : Promise.resolve();
    const durable = uniqueName('durable');
    const letters = followed.deadLetters(durable);
    await followed.follow({ durable, maxDeliver: 3 });
    await followed.publish(event);
    await waitFor(async () => letters.length > 0 && (await followed.unacknowledged(durable)) === 0);
    expect(tries).toBe(3);
    expect(letters.map((letter) => letter.json<CloudEvent>())).toEqual([event]);
    expect(letters[0]?.headers?.get('Meshpair-Reason')).toBe('Error: try 3');
  });

  it('keeps in a stream the dead letter of each who gave the event up', async () => {
    const durables = [uniqueName('durable'), uniqueName('durable')];
    followed.handle = () => Promise.reject(new Error('never'));
    await followed.publish(eventOf());
    for (const durable of durables) await followed.follow({ durable, maxDeliver: 1 });
    const manager = await jetstreamManager(followed.connection);
    const kept = async (durable: string): Promise<number> => {
      const subject = `meshpair.deadletter.${durable}`;
      const filter = { subjects_filter: subject };
      const { state } = await manager.streams.info('MESHPAIR_DEAD_LETTERS', filter);
      return state.subjects?.[subject] ?? 0;
    };
    for (const durable of durables) await waitFor(async () => (await kept(durable)) > 0);
  });

  it('never gives an event up for an outage', async () => {
    const event = eventOf();
    let tries = 0;
    const durable = uniqueName('durable');
    const letters = followed.deadLetters(durable);
    followed.handle = async ({ id }) => {
      if (id !== event.id) return;
      if ((tries += 1) <= 5) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
      return Promise.resolve();
    };
    await followed.follow({ durable, maxDeliver: 2 });
    await followed.publish(event);
    await waitFor(async () => tries === 6 && (await followed.unacknowledged(durable)) === 0);
    expect(letters).toEqual([]);
  });

  it('writes a dead letter at once for what is not an event', async () => {
    followed.handle = () => Promise.resolve();
    const durable = uniqueName('durable');
    const letters = followed.deadLetters(durable);
    await followed.follow({ durable });
    await jetstream(followed.connection).publish(`${followed.prefix}.PinVerified.x`, '{"not": "an event"');
    await waitFor(async () => letters.length > 0 && (await followed.unacknowledged(durable)) === 0);
    expect(letters.at(0)?.string()).toBe('{"not": "an event"');
  });

  it('writes a dead letter at once for an event whose data nobody can read', async () => {
    const event = eventOf();
    let tries = 0;
    const durable = uniqueName('durable');
    const letters = followed.deadLetters(durable);
    followed.handle = async ({ id }) => {
      if (id !== event.id) return;
      tries += 1;
      throw new MalformedEvent('not the data of a PinVerified: nodeId');
    };
    await followed.follow({ durable });
    await followed.publish(event);
    await waitFor(async () => tries > 0 && (await followed.unacknowledged(durable)) === 0);
    const letter = letters.find(({ data }) => new TextDecoder().decode(data).includes(event.id));
    expect(letter?.headers?.get('Meshpair-Reason')).toBe(
      'not an event: not the data of a PinVerified: nodeId',
    );
    expect(tries).toBe(1);
  });

  it('takes no event that is not what its subject says, nor from who may not tell it', async () => {
    const durable = uniqueName('durable');
    const letters = followed.deadLetters(durable);
    const seen: string[] = [];
    followed.handle = ({ id }) => Promise.resolve(void seen.push(id));
    await followed.follow({ durable });
    const publishOn = (type: string, event: CloudEvent): Promise<unknown> =>
      jetstream(followed.connection).publish(
        `${followed.prefix}.${type}.${event.subject}`,
        JSON.stringify(event),
      );
    const other = { ...eventOf(), type: 'PairingFailed' as const };
    const foreign = { ...eventOf(), source: '/meshpair/registry' as const };
    const renumbered = { ...eventOf(), sequence: 7 };
    for (const event of [other, foreign, renumbered]) await publishOn('PinVerified', event);
    const stranger = eventOf();
    await jetstream(followed.connection).publish(
      `${followed.prefix}.PinVerified.another`,
      JSON.stringify(stranger),
    );
    const good = eventOf();
    await followed.publish(good);
    const forged = [other, foreign, renumbered, stranger].map(({ id }) => id);
    const refused = (): string[] =>
      letters
        .filter(({ headers }) => headers?.get('Meshpair-Reason') === 'not what its subject says')
        .map((letter) => letter.json<CloudEvent>().id);
    await waitFor(() => forged.every((id) => refused().includes(id)) && seen.includes(good.id));
    expect(seen.filter((id) => forged.includes(id))).toEqual([]);
  });
});
