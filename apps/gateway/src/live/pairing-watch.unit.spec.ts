import { describe, expect, it } from '@jest/globals';
import type { PairingChanged } from '@meshpair/contracts';
import { ChangeBoard } from './pairing-watch.js';

const changed = (pairingId: string, state: PairingChanged['state'] = 'DeviceRegistered'): PairingChanged => ({
  pairingId,
  ownerId: 'o1',
  state,
  sequence: 5,
  reason: state === 'Failed' ? 'ip_conflict' : null,
});

describe('ChangeBoard', () => {
  it('wakes those who wait for the end of this pairing', async () => {
    const board = new ChangeBoard();
    const ending = board.ending('p1', 60_000);
    board.post(changed('p2'));
    board.post(changed('p1', 'PinVerified'));
    board.post(changed('p1', 'Failed'));
    expect(await ending).toMatchObject({ pairingId: 'p1', state: 'Failed', reason: 'ip_conflict' });
  });

  it('remembers an end that came before somebody waited', async () => {
    const board = new ChangeBoard();
    board.post(changed('p1'));
    expect(await board.ending('p1', 60_000)).toMatchObject({ state: 'DeviceRegistered' });
  });

  it('gives up at the deadline', async () => {
    expect(await new ChangeBoard().ending('p1', 1)).toBeUndefined();
  });

  it('forgets the oldest ends, so that it does not grow for ever', async () => {
    const board = new ChangeBoard();
    for (let index = 0; index <= 4_096; index += 1) board.post(changed(`p${index}`));
    expect(await board.ending('p0', 1)).toBeUndefined();
    expect(await board.ending('p4096', 1)).toBeDefined();
  });

  it('tells those who listen to an owner of each change of their pairings only', () => {
    const board = new ChangeBoard();
    const heard: string[] = [];
    const stop = board.listenToOwner('o1', ({ pairingId }) => heard.push(pairingId));
    board.listenToOwner('p1', () => heard.push('an owner with the id of a pairing'));
    board.post(changed('p1'));
    board.post({ ...changed('p2'), ownerId: 'o2' });
    stop();
    board.post(changed('p3'));
    expect(heard).toEqual(['p1']);
  });

  it('tells nobody who has stopped listening', () => {
    const board = new ChangeBoard();
    const heard: string[] = [];
    const stop = board.listen('p1', ({ state }) => heard.push(state));
    board.listen('p1', () => undefined);
    board.post(changed('p1', 'DeviceConnected'));
    stop();
    board.post(changed('p1'));
    expect(heard).toEqual(['DeviceConnected']);
  });
});
