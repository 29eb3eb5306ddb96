import { describe, expect, it } from '@jest/globals';
import { type NodeView, type ProblemCode, PROBLEMS } from '@meshpair/contracts';
import { FAILURE_REASONS } from '@meshpair/domain';
import { waitingWords } from '@meshpair/words';
import { IN, inEnglish as t } from '@meshpair/words/catalogues';
import { type DevicePage, renderDevicePage } from '../pages/device-page.js';
import { homePage, leftPage, removedPage } from './home/home-pages.js';
import { failedPage, joinPage, refusalPage } from './join/join-pages.js';
import { finishingPage, pinPage } from './waiting/waiting-pages.js';

const EVIL = '"><script>alert(1)</script><b onclick=x>';
const FILES = { styles: ['/assets/device.css'], script: '/assets/device.js' };
const NOW = new Date('2026-01-01T12:00:00.000Z');

const node: NodeView = {
  id: 'n1',
  name: EVIL,
  role: 'device',
  ip: '192.168.1.42',
  port: null,
  platform: EVIL,
  permissions: ['mesh:read', '<b>'],
  tags: [],
  tunnelAddress: null,
  wireguardKey: null,
  endpoints: [],
  createdAt: NOW.toISOString(),
  updatedAt: NOW.toISOString(),
  lastSeenAt: null,
};

const home = {
  mesh: EVIL,
  node,
  peers: { items: [node, { ...node, role: 'host' as const }], nextCursor: 'abc' },
  isFirstPage: true,
  proof: 'p',
  now: NOW,
};

const pages: readonly (readonly [string, DevicePage])[] = [
  [
    'form',
    joinPage(t, { mesh: EVIL, host: EVIL, token: EVIL, suggestedName: EVIL, complaint: EVIL, isNode: true }),
  ],
  ['pin', pinPage(t, { mesh: EVIL, pin: '482913', secondsLeft: 247, totalSeconds: 300, status: EVIL })],
  ['finishing', finishingPage(t)],
  ['home', homePage(t, { ...home, complaint: EVIL, done: 'paired' })],
  ['left', leftPage(t, EVIL)],
  ['removed', removedPage(t, EVIL)],
  ['refusal', refusalPage(t, 'service_unavailable', { retryPath: EVIL, isNode: true })],
];

describe('the device’s pages', () => {
  it.each(pages)('show what others wrote as text, with nothing inline: %s', (_name, page) => {
    const text = renderDevicePage(page, FILES, 'en');
    expect(text).not.toMatch(/<script>|<b[ >]|\sstyle=|<style|javascript:/);
    expect(text.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/assets/device.js">']);
    expect(text.match(/<h1>/g)).toHaveLength(1);
  });

  it('work without a script that was built', () => {
    const text = renderDevicePage(finishingPage(t), { styles: ['/assets/pages.css'] }, 'en');
    expect(text).not.toContain('<script');
    expect(text).toContain('href="/join/status"');
  });

  it('read the PIN out digit by digit', () => {
    const { text } = pinPage(t, {
      mesh: 'm',
      pin: '482913',
      secondsLeft: 247,
      totalSeconds: 300,
      status: '',
    }).main;
    expect(text).toContain('<span class="spoken">4, 8, 2, 9, 1, 3</span>');
    expect(text).toContain('>4:07<');
  });

  it('count the tries that are left once one was wrong', () => {
    expect([5, 4, 1, null].map((left) => waitingWords(t, left, 5))).toEqual([
      'Waiting for the owner…',
      'A wrong PIN was typed. 4 tries left.',
      'A wrong PIN was typed. One try left.',
      'Waiting for the owner…',
    ]);
  });

  it('have words of their own for each way a pairing fails', () => {
    const titles = FAILURE_REASONS.map((reason) => failedPage(t, reason).title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('say something for each problem, and offer to try again only what may pass', () => {
    for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
      const { main } = refusalPage(t, code, { retryPath: '/join/status', isNode: false });
      const passes = ['service_unavailable', 'too_many_requests', 'internal_error'].includes(code);
      expect(main.text.includes('Try again</a>')).toBe(passes);
    }
  });

  it('page through the peers, and say when there are none or none to see', () => {
    expect(homePage(t, home).main.text).toContain('/join/home?after=abc');
    expect(homePage(t, { ...home, isFirstPage: false }).main.text).toContain('First nodes');
    const none = homePage(t, { ...home, peers: { items: [], nextCursor: null } });
    expect(none.main.text).toContain('no other nodes yet');
    expect(homePage(t, { ...home, peers: undefined }).main.text).toContain('may not see');
  });

  it('are from right to left in Arabic, but for addresses and the PIN', () => {
    const arabic = joinPage(IN.ar, {
      mesh: 'Home',
      host: '10.0.0.1',
      token: 't',
      suggestedName: 'x',
      isNode: false,
    });
    expect(renderDevicePage(arabic, FILES, 'ar')).toContain('<html lang="ar" dir="rtl">');
    expect(arabic.main.text).toMatch(/<bdi class="address" dir="ltr">[^<]*10\.0\.0\.1/);
    const pin = pinPage(IN.ar, {
      mesh: 'Home',
      pin: '482913',
      secondsLeft: 60,
      totalSeconds: 300,
      status: '',
    });
    expect(pin.main.text).toContain('id="pin" dir="ltr"');
  });
});
