import { clockText, FINISHING } from '@meshpair/words';
import type { DevicePage } from '../../pages/device-page.js';
import { type Html, html, joinHtml } from '../../pages/html.js';

export interface Waiting {
  readonly mesh: string;
  readonly pin: string;
  readonly secondsLeft: number;
  /** Of the whole pairing. */
  readonly totalSeconds: number;
  readonly status: string;
}

const REFRESH = html`<p id="refresh"><a class="button quiet" href="/join/status">Refresh</a></p>`;

const digitsOf = (pin: string): Html =>
  joinHtml([...pin].map((digit) => html`<span class="digit">${digit}</span>`));

/** The page with the PIN. */
export function pinPage({ mesh, pin, secondsLeft, totalSeconds, status }: Waiting): DevicePage {
  const seconds = Math.max(0, Math.round(secondsLeft));
  return {
    kind: 'wait',
    title: `PIN for ${mesh}`,
    main: html`<h1>Your PIN</h1>
      <p class="pin" id="pin" dir="ltr">
        <span class="spoken">${[...pin].join(', ')}</span>
        <span class="digits" aria-hidden="true">${digitsOf(pin)}</span>
      </p>
      <p class="lead">Type it on the computer where the QR code is.</p>
      <p class="status" id="status" role="status">${status}</p>
      <div class="timer">
        <progress
          id="bar"
          max="${Math.max(1, totalSeconds)}"
          value="${seconds}"
          aria-hidden="true"
        ></progress>
        <p>
          Valid for
          <span id="clock" role="timer" dir="ltr" data-seconds="${seconds}">${clockText(seconds)}</span>
        </p>
      </div>
      ${REFRESH}
      <p class="aside">Mesh: <bdi>${mesh}</bdi></p>`,
  };
}

/** The page between the right PIN and the registration. */
export const finishingPage = (): DevicePage => ({
  kind: 'wait',
  title: 'PIN accepted',
  tone: 'good',
  main: html`<h1>PIN accepted</h1>
    <p class="lead">The mesh is registering this device. This takes a moment.</p>
    <p class="status" id="status" role="status">${FINISHING}</p>
    ${REFRESH}`,
});
