import { expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';
import { serverOptions } from './server-options.js';

it('limits bodies to 16 KiB, logs nothing and trusts no proxy unless told', () => {
  expect(serverOptions({ TRUST_PROXY: [] }, new RouteTable())).toMatchObject({
    bodyLimit: 16_384,
    logger: false,
    trustProxy: false,
  });
});
