import type { ProblemCode } from '@meshpair/contracts';
import type { FailureReason } from '@meshpair/domain';
import { refusalAtTheDevice, type Translate, type Words } from '@meshpair/words';
import { type DevicePage, ICONS, NAMED, STRONG } from '../../pages/device-page.js';
import { type Html, html, messageHtml } from '../../pages/html.js';

export interface JoinForm {
  readonly mesh: string;
  /** The address that the device reached, as it stands in its address bar. */
  readonly host: string;
  /** Absent where nobody came by a link: then the code is asked for. */
  readonly token?: string;
  /** The code that was typed before. */
  readonly code?: string;
  readonly suggestedName: string;
  /** What went wrong with the form that was sent. */
  readonly complaint?: string;
  /** That the form is from this page, in a browser that waits for another pairing. */
  readonly proof?: string;
  /** This browser is a node already. */
  readonly isNode: boolean;
}

/** The page behind the QR code: a name and one button; without its token the code that stands beside it, too. */
export function joinPage(
  t: Translate,
  { mesh, host, token, code, suggestedName, complaint, proof, isNode }: JoinForm,
): DevicePage {
  const warning =
    complaint === undefined ? undefined : html`<p class="notice bad" role="alert">${complaint}</p>`;
  const known = isNode
    ? html`<p class="notice">${t('join.isNode')} <a href="/join/home">${t('join.openHome')}</a></p>`
    : undefined;
  return {
    kind: token === undefined ? 'code' : 'form',
    title: t('join.title', { mesh }),
    main: html`<h1>${messageHtml(t.rich('join.heading', { mesh, ...NAMED }))}</h1>
      <p class="lead">${messageHtml(t.rich('join.lead', { mesh, host, ...STRONG, address }))}</p>
      ${warning} ${known} ${token === undefined ? setupKeyNotice(t) : undefined}
      <form method="post" action="/join">
        ${token === undefined ? codeField(t, code) : html`<input type="hidden" name="token" value="${token}" />`}
        ${proof === undefined ? undefined : html`<input type="hidden" name="proof" value="${proof}" />`}
        <label for="name">${t('join.name')}</label>
        <input
          id="name"
          name="name"
          value="${suggestedName}"
          required
          maxlength="64"
          autocomplete="off"
          enterkeyhint="go"
          dir="auto"
          aria-describedby="name-hint"
        />
        <p class="hint" id="name-hint">${t('join.nameHint')}</p>
        <button type="submit">${t('join.ask')}</button>
      </form>
      <p class="aside">${t('join.next')}</p>`,
  };
}

/** Shown where the link is a setup key's: what stands behind its `#` stays in the browser. */
const setupKeyNotice = (t: Translate): Html =>
  html`<p class="notice" id="setup-key" hidden>${t('join.setupKey')}</p>`;

const codeField = (t: Translate, code = ''): Html =>
  html`<label for="code">${t('join.code')}</label>
    <input
      id="code"
      name="code"
      class="code"
      value="${code}"
      required
      maxlength="64"
      autocomplete="off"
      autocapitalize="characters"
      spellcheck="false"
      placeholder="WDJB-MJHT"
      dir="ltr"
      aria-describedby="code-hint"
    />
    <p class="hint" id="code-hint">${t('join.codeHint')}</p>`;

const address = (inside: readonly (string | Html)[]): Html =>
  html`<bdi class="address" dir="ltr">${messageHtml(inside)}</bdi>`;

const ended = ({ title, text }: Words, more?: Html): DevicePage => ({
  kind: 'said',
  title,
  tone: 'bad',
  main: html`<p class="badge">${ICONS.stopped}</p>
    <h1>${title}</h1>
    <p class="lead">${text}</p>
    ${more}`,
});

/** How the device's pairing failed. */
export const failedPage = (t: Translate, reason: FailureReason): DevicePage =>
  ended({ title: t(`ended.${reason}.title`), text: t(`ended.${reason}.text`) });

/** Refusals that pass: the same request may work later. */
export const mayPass = (code: ProblemCode): boolean =>
  code === 'service_unavailable' || code === 'too_many_requests' || code === 'internal_error';

export interface RefusalContext {
  /** Where the same may work later; undefined where asking again does not help. */
  readonly retryPath?: string;
  readonly isNode: boolean;
}

/** The page for a request that leads nowhere. */
export function refusalPage(
  t: Translate,
  code: ProblemCode,
  { retryPath, isNode }: RefusalContext,
): DevicePage {
  const retry =
    mayPass(code) && retryPath !== undefined
      ? html`<p><a class="button" href="${retryPath}">${t('join.tryAgain')}</a></p>`
      : undefined;
  const home = isNode
    ? html`<p><a class="button quiet" href="/join/home">${t('join.home')}</a></p>`
    : undefined;
  return ended(refusalAtTheDevice(t, code), html`${retry} ${home}`);
}
