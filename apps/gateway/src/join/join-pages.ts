import { PROBLEMS, type ConnectedDevice, type ProblemCode } from '@meshpair/contracts';
import { html } from './html.js';
import { renderPage } from './page.js';

export interface JoinForm {
  readonly mesh: string;
  readonly token: string;
  readonly suggestedName: string;
  /** What was wrong with the name that was sent. */
  readonly complaint?: string;
}

/** The page behind the QR code: a name and one button. */
export function joinPage({ mesh, token, suggestedName, complaint }: JoinForm): string {
  const warning =
    complaint === undefined ? undefined : html`<p class="warning" role="alert">${complaint}</p>`;
  return renderPage({
    title: `Join ${mesh}`,
    main: html`<main>
      <h1>Join ${mesh}</h1>
      <p>This device will ask to become a node of the mesh <strong>${mesh}</strong>.</p>
      ${warning}
      <form method="post" action="/join">
        <input type="hidden" name="token" value="${token}" />
        <label for="name">Name of this device</label>
        <input id="name" name="name" value="${suggestedName}" required maxlength="64" autocomplete="off" />
        <button type="submit">Join</button>
      </form>
    </main>`,
  });
}

/** The page that shows the PIN, and follows the pairing by `join.js`. */
export function pinPage(mesh: string, { pairingId, pin, claimSecret, expiresAt }: ConnectedDevice): string {
  return renderPage({
    title: `PIN for ${mesh}`,
    script: 'join.js',
    main: html`<main id="pairing" data-pairing-id="${pairingId}" data-claim-secret="${claimSecret}">
      <h1>Your PIN</h1>
      <p id="pin" class="pin">${pin}</p>
      <p id="hint">Type it at the owner's screen of <strong>${mesh}</strong>.</p>
      <p id="status" role="status">Waiting for the owner…</p>
      <p class="small">Valid until <time id="expires" datetime="${expiresAt}">${expiresAt}</time></p>
    </main>`,
  });
}

const ADVICE: Partial<Record<ProblemCode, string>> = {
  invalid_request: 'This link is not complete. Scan the QR code again.',
  token_not_found: 'This link is not known here. Scan the QR code again.',
  token_expired: 'This link has expired. Ask the owner for a new QR code.',
  already_connected: 'This link has been used. Ask the owner for a new QR code.',
  too_many_requests: 'This device has tried too often. Wait a minute and try again.',
  service_unavailable: 'The mesh is not reachable at the moment. Try again in a moment.',
};

/** The page for a link that leads nowhere. */
export function refusalPage(mesh: string, code: ProblemCode): string {
  return renderPage({
    title: PROBLEMS[code].title,
    main: html`<main>
      <h1>${PROBLEMS[code].title}</h1>
      <p>${ADVICE[code] ?? 'Ask the owner for a new QR code.'}</p>
      <p class="small">Mesh: ${mesh}</p>
    </main>`,
  });
}
