import { describe, expect, it } from '@jest/globals';
import type { PairingEvent } from '@meshpair/domain';
import { publishInOrder } from './publish-in-order.js';
import type { UnpublishedEvent } from './relayed-outbox.js';

const always = (): boolean => true;

type OfPairing = UnpublishedEvent & { readonly event: PairingEvent };

const unpublished = (pairingId: string, sequence: number): OfPairing =>
  ({ rowId: `${pairingId}${sequence}`, event: { pairingId, sequence } }) as unknown as OfPairing;

const ofMesh = (ownerId: string, rowId: string): UnpublishedEvent =>
  ({ rowId, event: { id: rowId, event: { ownerId } } }) as unknown as UnpublishedEvent;

const events = [
  unpublished('a', 1),
  unpublished('b', 1),
  unpublished('a', 2),
  unpublished('a', 3),
  unpublished('b', 2),
];

describe('publishInOrder', () => {
  it('publishes nothing of a pairing before the event in front of it is acknowledged', async () => {
    const acknowledged: string[] = [];
    const inFlight = new Set<string>();
    const rows = await publishInOrder(
      events,
      async ({ rowId, event }) => {
        expect([...inFlight].some((other) => other.startsWith(event.pairingId))).toBe(false);
        inFlight.add(rowId);
        await new Promise(setImmediate);
        inFlight.delete(rowId);
        acknowledged.push(rowId);
      },
      always,
    );
    expect(acknowledged.filter((row) => row.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect([...rows].sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
  });

  it('has different pairings in flight side by side', async () => {
    let inFlight = 0;
    let most = 0;
    const publish = async (): Promise<void> => {
      most = Math.max(most, (inFlight += 1));
      await new Promise(setImmediate);
      inFlight -= 1;
    };
    await publishInOrder(events, publish, always);
    expect(most).toBe(2);
  });

  it('holds back what comes after a failure in the same pairing, and only there', async () => {
    const tried: string[] = [];
    const publish = async ({ rowId }: UnpublishedEvent): Promise<void> => {
      tried.push(rowId);
      if (rowId === 'a2') throw new Error('no acknowledgement');
      await Promise.resolve();
    };
    expect([...(await publishInOrder(events, publish, always))].sort()).toEqual(['a1', 'b1', 'b2']);
    expect(tried).not.toContain('a3');
  });

  it('starts nothing more once it may not go on', async () => {
    let mayGoOn = true;
    const publish = async (): Promise<void> => {
      await Promise.resolve();
      mayGoOn = false;
    };
    expect([...(await publishInOrder(events, publish, () => mayGoOn))].sort()).toEqual(['a1', 'b1']);
  });

  it('publishes what happens to the mesh of an owner in a row, and nothing after what fails', async () => {
    const tried: string[] = [];
    const rows = await publishInOrder(
      [ofMesh('a', 'a1'), ofMesh('b', 'b1'), ofMesh('a', 'a2'), ofMesh('b', 'b2')],
      async ({ rowId }) => {
        tried.push(rowId);
        if (rowId === 'a1') throw new Error('not acknowledged');
      },
      always,
    );
    expect(rows).toEqual(['b1', 'b2']);
    expect(tried).toEqual(['a1', 'b1', 'b2']);
  });
});
