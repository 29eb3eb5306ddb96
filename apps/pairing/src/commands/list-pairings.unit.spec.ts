import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { errorOf, fixedContext, OWNER, started, valueOf, verified } from '../../test/fixed-context.js';
import { encodeCursor } from '../views/cursor.js';
import { listPairings, readAudit } from './list-pairings.js';
import { readEvents } from './read-pairing.js';
import { endPairing, startPairing } from './start-pairing.js';

const ownerId = OWNER;

describe('listPairings and readAudit', () => {
  it('page through the pairings, newest first', async () => {
    const { context, passSeconds } = fixedContext();
    for (let count = 0; count < 3; count += 1) {
      await started(context);
      passSeconds(1);
    }
    await endPairing(context, { ownerId, pairingId: 'id-2' }, 'denied');
    const first = valueOf(await listPairings(context, { ownerId, openOnly: false, limit: 2 }));
    expect(first.items.map(({ pairingId }) => pairingId)).toEqual(['id-3', 'id-2']);
    const after = first.nextCursor ?? '';
    expect(after).toMatch(/^[\w-]{1,128}$/);
    const last = valueOf(await listPairings(context, { ownerId, openOnly: false, limit: 2, after }));
    expect(last.items.map(({ pairingId }) => pairingId)).toEqual(['id-1']);
    expect(last.nextCursor).toBeNull();
    const open = valueOf(await listPairings(context, { ownerId, openOnly: true, limit: 10 }));
    expect(open.items.map(({ pairingId }) => pairingId)).toEqual(['id-3', 'id-1']);
    expect(
      valueOf(await listPairings(context, { ownerId: 'owner-2', openOnly: false, limit: 10 })).items,
    ).toEqual([]);
  });

  it('page through the events, oldest first', async () => {
    const { context } = fixedContext();
    const { pairingId } = await verified(context);
    const first = valueOf(await readAudit(context, { ownerId, pairingId, limit: 3 }));
    const after = first.nextCursor ?? '';
    const rest = valueOf(await readAudit(context, { ownerId, pairingId, limit: 3, after }));
    expect([...first.items, ...rest.items].map(({ type }) => type)).toEqual([
      'TokenCreated',
      'DeviceScanned',
      'PinGenerated',
      'PinVerified',
    ]);
    expect(rest.nextCursor).toBeNull();
    const scans = valueOf(await readAudit(context, { ownerId, type: 'DeviceScanned', limit: 3 }));
    expect(scans.items).toMatchObject([{ sequence: 2 }]);
  });

  it('answer as much as a reply has room for, and go on from there', async () => {
    const context = { ...fixedContext().context, randomBytes };
    const permissions = Array.from({ length: 32 }, (_, index) => `p${index}`.padEnd(64, 'x'));
    const most = { ownerId, limit: 500 };
    for (let count = 0; count < 400; count += 1)
      valueOf(await startPairing(context, { ownerId, permissions }));
    type Page = { readonly items: readonly unknown[]; readonly nextCursor: string | null };
    const pagesOf = async (read: (after?: string) => Promise<Page>): Promise<readonly Page[]> => {
      const pages = [await read()];
      for (let next = pages[0]?.nextCursor; typeof next === 'string'; next = pages.at(-1)?.nextCursor)
        pages.push(await read(next));
      return pages;
    };
    for (const pages of [
      await pagesOf(async (after) => valueOf(await readAudit(context, { ...most, after }))),
      await pagesOf(async (after) =>
        valueOf(await listPairings(context, { ...most, openOnly: false, after })),
      ),
    ]) {
      expect(pages.length).toBeGreaterThan(1);
      for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(1_000_000);
      expect(new Set(pages.flatMap(({ items }) => items.map((item) => JSON.stringify(item)))).size).toBe(400);
    }
    const last = valueOf(await readAudit(context, { ...most, last: 500 }));
    expect(last.items.length).toBeLessThan(400);
    expect(last.items.at(-1)?.subject).toBe('id-400');
  });

  it('tell the last events, and where to go on after them', async () => {
    const { context } = fixedContext();
    const none = valueOf(await readAudit(context, { ownerId, last: 0, limit: 3 }));
    const { pairingId } = await verified(context);
    const last = valueOf(await readAudit(context, { ownerId, pairingId, last: 2, limit: 3 }));
    expect(last.items.map(({ type }) => type)).toEqual(['PinGenerated', 'PinVerified']);
    expect([last.nextCursor, last.end]).toEqual([null, last.cursors.at(-1)]);
    const now = valueOf(await readAudit(context, { ownerId, last: 0, limit: 3 }));
    expect([now.items, now.end]).toEqual([[], last.end]);
    const since = async (after: string): Promise<number> =>
      valueOf(await readAudit(context, { ownerId, after, limit: 9 })).items.length;
    expect([await since(none.end), await since(last.cursors[0] ?? ''), await since(now.end)]).toEqual([
      4, 1, 0,
    ]);
  });

  it('refuse what was seen before a restore: a cursor of another epoch, a sequence that is not there', async () => {
    const { context } = fixedContext();
    const { pairingId } = await started(context);
    const after = encodeCursor(`${'f'.repeat(32)}.7-7`);
    const audit = await readAudit(context, { ownerId: OWNER, limit: 3, after });
    expect(errorOf(audit).code).toBe('cursor_expired');
    const reader = { ownerId: OWNER };
    const events = await readEvents(context, { pairingId, reader, afterSequence: 2 });
    expect(errorOf(events).code).toBe('cursor_expired');
    expect((await readEvents(context, { pairingId, reader, afterSequence: 1 })).ok).toBe(true);
  });

  it('refuse a cursor that is none of theirs', async () => {
    const { context } = fixedContext();
    const audit = await readAudit(context, { ownerId, limit: 3, after: 'nonsense' });
    const list = await listPairings(context, { ownerId, openOnly: false, limit: 3, after: 'nonsense' });
    for (const reply of [audit, list]) {
      expect(errorOf(reply)).toMatchObject({ code: 'invalid_request', errors: [{ field: 'after' }] });
    }
  });
});
