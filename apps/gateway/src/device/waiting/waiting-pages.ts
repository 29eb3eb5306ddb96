import { clockText, type Translate } from '@meshpair/words';
import { type DevicePage, NAMED } from '../../pages/device-page.js';
import { type Html, html, joinHtml, messageHtml } from '../../pages/html.js';

export interface Waiting {
  readonly mesh: string;
  readonly pin: string;
  readonly secondsLeft: number;
  /** Of the whole pairing. */
  readonly totalSeconds: number;
  readonly status: string;
}

const refresh = (t: Translate): Html =>
  html`<p id="refresh"><a class="button quiet" href="/join/status">${t('wait.refresh')}</a></p>`;

/** The script has no words of its own: it finds them here. */
const statusOf = (t: Translate, status: string): Html =>
  html`<p class="status" id="status" role="status" data-trouble="${t('wait.trouble')}">${status}</p>`;

const digitsOf = (pin: string): Html =>
  joinHtml([...pin].map((digit) => html`<span class="digit">${digit}</span>`));

/** The page with the PIN. */
export function pinPage(t: Translate, { mesh, pin, secondsLeft, totalSeconds, status }: Waiting): DevicePage {
  const seconds = Math.max(0, Math.round(secondsLeft));
  return {
    kind: 'wait',
    title: t('wait.title', { mesh }),
    main: html`<h1>${t('wait.heading')}</h1>
      <p class="pin" id="pin" dir="ltr">
        <span class="spoken">${[...pin].join(', ')}</span>
        <span class="digits" aria-hidden="true">${digitsOf(pin)}</span>
      </p>
      <p class="lead">${t('wait.lead')}</p>
      ${statusOf(t, status)}
      <div class="timer">
        <progress
          id="bar"
          max="${Math.max(1, totalSeconds)}"
          value="${seconds}"
          aria-hidden="true"
        ></progress>
        <p>
          ${t('wait.validFor')}
          <span id="clock" role="timer" dir="ltr" data-seconds="${seconds}">${clockText(seconds)}</span>
        </p>
      </div>
      ${refresh(t)}
      <p class="aside">${messageHtml(t.rich('wait.mesh', { mesh, ...NAMED }))}</p>`,
  };
}

/** The page between the right PIN and the registration. */
export const finishingPage = (t: Translate): DevicePage => ({
  kind: 'wait',
  title: t('wait.accepted'),
  tone: 'good',
  main: html`<h1>${t('wait.accepted')}</h1>
    <p class="lead">${t('wait.finishing')}</p>
    ${statusOf(t, t('wait.finishingStatus'))} ${refresh(t)}`,
});
