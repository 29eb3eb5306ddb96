import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@meshpair/settings';
import { JoinLink, joinUrl } from './join-link.js';

const request = { protocol: 'http', host: 'called.example:6969' } as const;
const linkWith = (environment: Record<string, string>): JoinLink => new JoinLink(readSettings(environment));

describe('JoinLink', () => {
  it.each(['https://mesh.example', 'https://mesh.example/', 'https://mesh.example/mesh/'])(
    'puts PUBLIC_URL %s before everything',
    async (PUBLIC_URL) => {
      const base = await linkWith({ PUBLIC_URL }).baseFor(undefined, request);
      expect(joinUrl(base, 't')).toBe(`${PUBLIC_URL.replace(/\/$/, '')}/join?token=t`);
    },
  );

  it('never names the loopback address by itself', async () => {
    for (const HOST of ['0.0.0.0', '127.0.0.1']) {
      const { hostname, port } = new URL(await linkWith({ HOST }).baseFor(undefined, request));
      expect(hostname).not.toMatch(/^127\.|localhost/);
      expect(port).toBe('6969');
    }
  });

  it('takes the address that the owner chose, if it is one of the machine', async () => {
    const links = linkWith({ HOST: '127.0.0.1' });
    expect(await links.baseFor('http://127.0.0.1:6969', request)).toBe('http://127.0.0.1:6969');
    for (const foreign of ['http://evil.example', 'http://127.0.0.1:6970', 'http://127.0.0.1:6969/']) {
      await expect(links.baseFor(foreign, request)).rejects.toMatchObject({
        refusal: { code: 'invalid_request', errors: [{ field: 'address' }] },
      });
    }
  });

  it('draws an SVG', async () => {
    expect(await linkWith({}).asSvg('http://mesh.example/join?token=t')).toMatch(/^<svg/);
  });
});
