import { describe, expect, it } from '@jest/globals';
import { OwnOrigin } from './own-origin.js';

const called = (origin?: string, host = '192.168.1.20:6969', protocol: 'http' | 'https' = 'http') => ({
  method: 'POST',
  headers: origin === undefined ? {} : { origin },
  host,
  protocol,
});

describe('OwnOrigin', () => {
  const own = new OwnOrigin({ PUBLIC_URL: 'https://mesh.example/mesh' });

  it.each([
    called('http://192.168.1.20:6969'),
    called('https://mesh.example'),
    called('https://proxied.example', 'proxied.example:443', 'https'),
    called('http://mesh.lan', 'MESH.lan'),
    { ...called(), method: 'GET' },
    { ...called('https://evil.example'), method: 'HEAD' },
  ])('lets the gateway’s own pages change something (%#)', (request) => {
    expect(() => own.requireForChange(request)).not.toThrow();
  });

  it.each([
    called(),
    called('null'),
    called('https://192.168.1.20:6969'),
    called('http://192.168.1.20'),
    called('http://192.168.1.20:6970'),
    called('https://mesh.example.evil.example'),
    called('http://mesh.example'),
    called('null', ''),
    called('http://', ''),
  ])('refuses every other (%#)', (request) => {
    expect(() => own.requireForChange(request)).toThrow('Not allowed');
  });

  it('lets programs sign in, and no page of another site', () => {
    expect(() => own.refuseForeign(called())).not.toThrow();
    expect(() => own.refuseForeign(called('https://mesh.example'))).not.toThrow();
    expect(() => own.refuseForeign(called('https://evil.example'))).toThrow('Not allowed');
  });

  it('knows HTTPS, its own and that of a proxy', () => {
    expect(own.isSecure(called(undefined, 'a', 'https'))).toBe(true);
    expect(own.isSecure(called('https://mesh.example'))).toBe(true);
    expect(own.isSecure(called('https://evil.example'))).toBe(false);
    expect(own.isSecure(called('http://192.168.1.20:6969'))).toBe(false);
  });
});
