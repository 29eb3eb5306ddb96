import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('RouteTable', () => {
  const routes = new RouteTable();
  routes.add('/nodes/:id', ['PATCH', 'GET']);
  routes.add('/nodes/:id', 'DELETE');
  routes.add('/.well-known/jwks.json', 'GET');
  routes.add('/assets/*', 'GET');

  it('tells the methods of a path, whatever its query', () => {
    expect(routes.methodsOf('/nodes/abc?x=1')).toEqual(['DELETE', 'GET', 'PATCH']);
  });

  it.each(['/nodes', '/nodes/a/b', '/xwell-known/jwks.json', '/.well-known/jwksxjson', '/assets/x'])(
    'knows nothing of %s',
    (path) => {
      expect(routes.methodsOf(path)).toEqual([]);
    },
  );
});
