import { describe, expect, it } from '@jest/globals';
import { inEnglish as t } from '@meshpair/words/catalogues';
import { addressKind, addressText, chooseAddress, type MeshAddress } from './choose-address.js';

const of = (kind: MeshAddress['kind'], host: string): MeshAddress => ({
  url: `http://${host}:6969`,
  kind,
  interface: kind === 'configured' ? null : 'eth0',
});
const other = of('other', '100.64.0.1');
const lan = of('lan', '192.168.1.20');
const configured = of('configured', 'mesh.example');

describe('the address in the QR code', () => {
  it('is the configured one, else one of the local network', () => {
    expect(chooseAddress([other, lan, configured], null)).toBe(configured);
    expect(chooseAddress([other, lan], null)).toBe(lan);
  });

  it('is the one that the owner chose before, as long as it is there', () => {
    expect(chooseAddress([lan, other], other.url)).toBe(other);
    expect(chooseAddress([lan], other.url)).toBe(lan);
    expect(chooseAddress([], other.url)).toBeUndefined();
  });

  it('is said without its scheme, with its kind and interface', () => {
    expect(addressText('https://mesh.example/')).toBe('mesh.example');
    expect(addressKind(t, lan)).toBe('local network, eth0');
    expect(addressKind(t, configured)).toBe('the address you set');
  });
});
