import { describe, expect, it } from '@jest/globals';
import type { NodeView } from '@meshpair/contracts';
import { nodeNamed } from './node-named.js';

const node = (id: string, name: string): NodeView => ({
  id,
  name,
  role: 'device',
  ip: '10.0.0.1',
  port: null,
  platform: null,
  permissions: ['mesh:read'],
  tags: [],
  tunnelAddress: null,
  wireguardKey: null,
  endpoints: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  lastSeenAt: null,
});

const nodes = [
  node('n1', 'Kitchen'),
  node('n2', 'Phone'),
  node('n3', 'Phone'),
  node('n4', 'kitchen'),
  node('Phone', 'x'),
];

describe('a node of a command line', () => {
  it.each([
    ['n2', 'n2'],
    ['Kitchen', 'n1'],
    ['kitchen', 'n4'],
    ['X', 'Phone'],
    ['Phone', 'Phone'],
  ])('%s is %s: by id, then by name, then by name in other letters', (reference, id) => {
    expect(nodeNamed(nodes, reference).id).toBe(id);
  });

  it('is refused when its name means several, which are told', () => {
    expect(() => nodeNamed(nodes.slice(0, 3), 'phone')).toThrow(
      '2 nodes are called phone: give an id, n2 (10.0.0.1) or n3 (10.0.0.1)',
    );
  });

  it('is refused with the near misses when there is none', () => {
    expect(() => nodeNamed(nodes.slice(0, 3), 'Kitchne')).toThrow(
      'No node has the id or name Kitchne. Did you mean Kitchen?',
    );
    expect(() => nodeNamed(nodes.slice(0, 3), 'Garage')).toThrow(/^No node has the id or name Garage\.$/);
  });
});
