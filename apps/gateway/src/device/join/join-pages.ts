import type { ProblemCode } from '@meshpair/contracts';
import type { FailureReason } from '@meshpair/domain';
import { FAILURES_AT_THE_DEVICE, REFUSALS_AT_THE_DEVICE, type Words } from '@meshpair/words';
import { type DevicePage, ICONS } from '../../pages/device-page.js';
import { type Html, html } from '../../pages/html.js';

export interface JoinForm {
  readonly mesh: string;
  /** The address that the device reached, as it stands in its address bar. */
  readonly host: string;
  readonly token: string;
  readonly suggestedName: string;
  /** What went wrong with the form that was sent. */
  readonly complaint?: string;
  /** That the form is from this page, in a browser that waits for another pairing. */
  readonly proof?: string;
  /** This browser is a node already. */
  readonly isNode: boolean;
}

/** The page behind the QR code: a name and one button. */
export function joinPage({
  mesh,
  host,
  token,
  suggestedName,
  complaint,
  proof,
  isNode,
}: JoinForm): DevicePage {
  const warning =
    complaint === undefined ? undefined : html`<p class="notice bad" role="alert">${complaint}</p>`;
  const known = isNode
    ? html`<p class="notice">This browser already has a node here. <a href="/join/home">Open its page</a></p>`
    : undefined;
  return {
    kind: 'form',
    title: `Join ${mesh}`,
    main: html`<h1>Join <bdi>${mesh}</bdi></h1>
      <p class="lead">
        This device asks to become a node of the private mesh <strong><bdi>${mesh}</bdi></strong> at
        <span class="address" dir="ltr">${host}</span>.
      </p>
      ${warning} ${known}
      <form method="post" action="/join">
        <input type="hidden" name="token" value="${token}" />
        ${proof === undefined ? undefined : html`<input type="hidden" name="proof" value="${proof}" />`}
        <label for="name">Name of this device</label>
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
        <p class="hint" id="name-hint">The owner sees this name.</p>
        <button type="submit">Ask to join</button>
      </form>
      <p class="aside">Next, you get a PIN to type on the computer that shows the QR code.</p>`,
  };
}

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
export const failedPage = (reason: FailureReason): DevicePage => ended(FAILURES_AT_THE_DEVICE[reason]);

/** Refusals that pass: the same request may work later. */
export const mayPass = (code: ProblemCode): boolean =>
  code === 'service_unavailable' || code === 'too_many_requests' || code === 'internal_error';

export interface RefusalContext {
  /** Where the same may work later; undefined where asking again does not help. */
  readonly retryPath?: string;
  readonly isNode: boolean;
  /** The link came without its token: the script may still know it. */
  readonly lacksToken: boolean;
}

/** The page for a request that leads nowhere. */
export function refusalPage(
  code: ProblemCode,
  { retryPath, isNode, lacksToken }: RefusalContext,
): DevicePage {
  const retry =
    mayPass(code) && retryPath !== undefined
      ? html`<p><a class="button" href="${retryPath}">Try again</a></p>`
      : undefined;
  const home = isNode
    ? html`<p><a class="button quiet" href="/join/home">Open this device’s page</a></p>`
    : undefined;
  return {
    ...ended(REFUSALS_AT_THE_DEVICE[code], html`${retry} ${home}`),
    ...(lacksToken && { kind: 'lost' }),
  };
}
