import { setTimeout as delay } from 'node:timers/promises';
import { limitStream, readStoredEvents, republishEvents } from '@meshpair/testing';
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

export const STREAM_FAULTS: readonly Fault[] = [redeliver, fillUp];
