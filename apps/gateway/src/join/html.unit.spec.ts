import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml, html } from './html.js';
import { joinPage, pinPage } from './join-pages.js';

describe('html', () => {
  it('escapes every insert', () => {
    const page = html`<p title="${`"'`}">${'<script>&`'}</p>`;
    expect(page.text).toBe('<p title="&quot;&#39;">&lt;script&gt;&amp;&#96;</p>');
  });

  it('takes HTML as it is, and undefined as nothing', () => {
    expect(html`<p>${html`<b>${'<'}</b>`}${undefined}${7}</p>`.text).toBe('<p><b>&lt;</b>7</p>');
  });

  it('leaves no sign that could end a text or an attribute', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"'`]/.test(escapeHtml(text))));
  });
});

describe('pages', () => {
  const evil = '"><script>alert(1)</script>';

  it('show names and tokens as text', () => {
    const page = joinPage({ mesh: evil, token: evil, suggestedName: evil, complaint: evil });
    expect(page).not.toContain('<script>alert');
  });

  it('have no inline script and no inline style', () => {
    const connected = {
      pairingId: 'p1',
      pin: '123456',
      claimSecret: 'secret',
      expiresAt: '2026-01-01T00:00:00.000Z',
      pollIntervalSeconds: 2,
    };
    const page = pinPage('home', connected);
    expect(page).toContain('123456');
    expect(page).not.toMatch(/style=|<style|\son\w+=|<script>|javascript:/);
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script src="/assets/join.js" defer>']);
  });
});
