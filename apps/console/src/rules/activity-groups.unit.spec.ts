import { describe, expect, it } from '@jest/globals';
import { groupActivity } from './activity-groups.js';

const event = (id: string, type: string, subject: string, data: object = {}) => ({ id, type, subject, data });

describe('groupActivity', () => {
  it('keeps a pairing together, wrong PINs included, under the name of its device', () => {
    const groups = groupActivity([
      event('p1.4', 'DeviceRegistered', 'p1', { node: { id: 'n1', name: 'Phone' } }),
      event('a1', 'PinRejected', 'p1', { attemptsLeft: 4 }),
      event('p2.1', 'TokenCreated', 'p2', { label: 'Tablet' }),
      event('p1.2', 'DeviceScanned', 'p1', { device: { name: 'iPhone' } }),
    ]);
    expect(groups).toMatchObject([
      {
        name: 'Phone',
        pairingId: 'p1',
        nodeId: 'n1',
        events: [{ id: 'p1.4' }, { id: 'a1' }, { id: 'p1.2' }],
      },
      { name: 'Tablet', pairingId: 'p2', nodeId: undefined, events: [{ id: 'p2.1' }] },
    ]);
  });

  it('keeps together what happened to a node, by its newest name', () => {
    const groups = groupActivity([
      event('e3', 'NodeRenamed', 'n1', { nodeId: 'n1', name: 'New', previousName: 'Old' }),
      event('e2', 'NodePermissionsChanged', 'n2', { nodeId: 'n2', name: 'Other' }),
      event('e1', 'NodePermissionsChanged', 'n1', { nodeId: 'n1', name: 'Old' }),
    ]);
    expect(groups.map(({ name, events }) => [name, events.length])).toEqual([
      ['New', 2],
      ['Other', 1],
    ]);
  });

  it('leaves alone what is about neither', () => {
    const groups = groupActivity([
      event('e2', 'ConsoleSignedIn', 'o1', { keyId: 'k1' }),
      event('e1', 'ConsoleSignedIn', 'o1', { keyId: 'k1' }),
    ]);
    expect(groups).toHaveLength(2);
    expect(groups[0]).toMatchObject({ name: undefined, pairingId: undefined, nodeId: undefined });
  });
});
