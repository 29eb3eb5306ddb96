import type { AddressHolders, AddressQuestion, MeshNodes } from '@meshpair/persistence';
import { MicroBatch } from '@meshpair/service';

const BATCH_ITEMS = 128;
const BATCHES_IN_FLIGHT = 2;
const MAX_WAITING = 4_096;

/** Questions that arrive together are answered by one statement. */
export const addressBatch = (
  nodes: Pick<MeshNodes, 'nodesAt'>,
): MicroBatch<AddressQuestion, AddressHolders> =>
  new MicroBatch<AddressQuestion, AddressHolders>({
    run: (questions) => nodes.nodesAt(questions),
    maxItems: BATCH_ITEMS,
    concurrency: BATCHES_IN_FLIGHT,
    maxWaiting: MAX_WAITING,
  });
