import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import {
  deleteStream,
  limitStream,
  readStoredEvents,
  republishEvents,
  streamIsThere,
  waitFor,
} from '@meshpair/testing';
import type { Fault } from './fault.js';

const MOST_AGAIN = 60;
const FULL_MS = 7_000;

/** A limit below what is there would have the server drop the oldest, and events come while it is set. */
const SPARE_EVENTS = 100;

/** Events that were delivered before come again, in another order. */
const redeliver: Fault = {
  kind: 'redeliver and reorder',
  async run({ mesh, random }) {
    const stored = (await readStoredEvents(mesh.natsUrl)).map(({ event }) => event);
    const recent = stored.slice(-MOST_AGAIN);
    const old = random.shuffled(stored).slice(0, MOST_AGAIN);
    const again = random.shuffled([...recent, ...old]);
    await republishEvents(mesh.natsUrl, again);
    return `${again.length} events`;
  },
};

/** The stream takes no more for a while. */
const fillUp: Fault = {
  kind: 'fill the stream',
  async run({ mesh }) {
    await limitStream(mesh.natsUrl, SPARE_EVENTS);
    await delay(FULL_MS);
    await limitStream(mesh.natsUrl, undefined);
    return `for ${FULL_MS / 1000} s`;
  },
};

/** All that the stream holds is gone; the keeper makes it again, and the services fill it from their tables. */
const loseStream: Fault = {
  kind: 'stream deleted',
  async run({ mesh }) {
    await deleteStream(mesh.natsUrl);
    return streamIsBack(mesh.natsUrl);
  },
};

/** The database meets a NATS that knows nothing: what comes of a backup of Postgres alone. */
const restoreIntoEmptyStream: Fault = {
  kind: 'restore into an empty stream',
  async run({ mesh, random }) {
    const nats = random.pick(mesh.servers.nats);
    const { store } = nats.process;
    await nats.killAndAwait('SIGKILL', () => rm(store, { recursive: true }));
    return streamIsBack(mesh.natsUrl);
  },
};

async function streamIsBack(natsUrl: string): Promise<string> {
  const goneAt = Date.now();
  await waitFor(() => streamIsThere(natsUrl), { timeoutMs: 15_000, message: 'the stream is back' });
  return `back after ${((Date.now() - goneAt) / 1000).toFixed(1)} s`;
}

export const STREAM_FAULTS: readonly Fault[] = [redeliver, fillUp, loseStream, restoreIntoEmptyStream];
