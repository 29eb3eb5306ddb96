import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml, html, joinHtml } from './html.js';

describe('html', () => {
  it('escapes every insert', () => {
    const page = html`<p title="${`"'`}">${'<script>&`'}</p>`;
    expect(page.text).toBe('<p title="&quot;&#39;">&lt;script&gt;&amp;&#96;</p>');
  });

  it('takes HTML as it is, and undefined as nothing', () => {
    expect(html`<p>${html`<b>${'<'}</b>`}${undefined}${7}</p>`.text).toBe('<p><b>&lt;</b>7</p>');
    expect(joinHtml([html`<i>${'&'}</i>`, html`<br />`]).text).toBe('<i>&amp;</i><br />');
  });

  it('leaves no sign that could end a text or an attribute', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"'`]/.test(escapeHtml(text))));
  });
});
