import { setTimeout as delay } from 'node:timers/promises';
import { streamIsWhole, waitFor } from '@meshpair/testing';
import { CONNECTION_FAULTS } from './connections.js';
import { diskFull } from './disk.js';
import type { Fault } from './fault.js';
import { kill, PROCESS_FAULTS } from './processes.js';
import { STREAM_FAULTS } from './stream.js';

const HOUR_MS = 3_600_000;

/** The load starts again with a wrong clock. */
const skewLoad: Fault = {
  kind: 'skew load',
  async run({ load, random }) {
    const skewMs = random.pick([-HOUR_MS, HOUR_MS]);
    load.restart(skewMs);
    return `by ${skewMs / HOUR_MS} h`;
  },
};

/** Every kind of fault that one mesh without a cluster is put through. */
export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...CONNECTION_FAULTS,
  ...STREAM_FAULTS,
  diskFull,
  skewLoad,
];

/** What a short run makes do with. */
export const SHORT_KINDS: readonly string[] = [
  'kill gateway',
  'kill pairing',
  'kill registry',
  'kill webhooks',
  'kill nats',
  'kill postgres',
  'cut connections',
  'redeliver and reorder',
  'fill the stream',
];

/** Each node of the cluster in turn, the next one when the cluster is whole again. */
export const clusterFaults = (nodes: number): readonly Fault[] =>
  Array.from({ length: nodes }, (_, index) => ({
    kind: 'kill a NATS node',
    async run(context) {
      const part = context.mesh.servers.nats[index];
      if (part === undefined) throw new Error('no such node');
      await kill('', () => part).run(context);
      await waitFor(() => streamIsWhole(context.mesh.natsUrl).catch(() => false), {
        timeoutMs: 30_000,
        message: 'the cluster is whole again',
      });
      await delay(1_000);
      return part.name;
    },
  }));
