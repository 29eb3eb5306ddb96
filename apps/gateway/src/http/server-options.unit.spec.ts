import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '@meshpair/settings';
import { RouteTable } from './route-table.js';
import { serverOptions } from './server-options.js';

const optionsFor = (...TRUST_PROXY: string[]): ReturnType<typeof serverOptions> =>
  serverOptions({ TRUST_PROXY }, new RouteTable());

describe('serverOptions', () => {
  it('trusts no proxy unless told', () => {
    expect(optionsFor().trustProxy).toBe(false);
  });

  it('trusts addresses and ranges', () => {
    expect(optionsFor('10.0.0.1', '10.1.0.0/16', '::1').trustProxy).toEqual([
      '10.0.0.1',
      '10.1.0.0/16',
      '::1',
    ]);
  });

  it.each(['proxy.local', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0'])(
    'refuses %s and names the setting',
    (bad) => {
      expect(() => optionsFor(bad)).toThrow(SettingsError);
      expect(() => optionsFor(bad)).toThrow(/TRUST_PROXY/);
    },
  );

  it('limits bodies to 16 KiB and logs nothing', () => {
    expect(optionsFor()).toMatchObject({ bodyLimit: 16_384, logger: false });
  });
});
