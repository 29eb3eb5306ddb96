import { describe, expect, it } from '@jest/globals';
import { JoinLink } from './join-link.js';

const request = { protocol: 'http', host: 'called.example:6969' } as const;

describe('JoinLink', () => {
  it.each(['https://mesh.example', 'https://mesh.example/', 'https://mesh.example/mesh/'])(
    'puts PUBLIC_URL %s before everything',
    async (PUBLIC_URL) => {
      const url = await new JoinLink({ PUBLIC_URL, PORT: 6969 }).to('t', request);
      expect(url).toBe(`${PUBLIC_URL.replace(/\/$/, '')}/join?token=t`);
    },
  );

  it('never names the loopback address', async () => {
    const url = new URL(await new JoinLink({ PORT: 6969 }).to('t', request));
    expect(url.hostname).not.toMatch(/^127\.|localhost/);
    expect([url.port, url.pathname, url.search]).toEqual(['6969', '/join', '?token=t']);
  });

  it('draws an SVG', async () => {
    expect(await new JoinLink({ PORT: 6969 }).asSvg('http://mesh.example/join?token=t')).toMatch(/^<svg/);
  });
});
