import { setTimeout as delay } from 'node:timers/promises';
import { fillDisk, makeRoomOn, waitFor } from '@meshpair/testing';
import { isDrained } from '../check/settle.js';
import type { Fault } from './fault.js';

/** From room on the disk until all that waited has gone its way. */
const DRAINED_MS = 60_000;

const REFILL_MS = 200;

/** The servers find no room for some seconds; what one of them gives up is taken too. */
export const diskFull: Fault = {
  kind: 'disk full',
  async run({ mesh, random }) {
    if (mesh.disk === undefined) throw new Error('the servers have no disk of their own');
    const ms = random.between(6_000, 15_000);
    for (const end = Date.now() + ms; Date.now() < end; await delay(REFILL_MS)) await fillDisk(mesh.disk);
    await makeRoomOn(mesh.disk);
    const roomAt = new Date();
    await waitFor(() => isDrained(mesh, roomAt), { timeoutMs: DRAINED_MS, message: 'the mesh is drained' });
    const drainedMs = Date.now() - roomAt.getTime();
    return `for ${(ms / 1000).toFixed(1)} s, drained ${(drainedMs / 1000).toFixed(1)} s after there was room`;
  },
};
