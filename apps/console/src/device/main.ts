import './device.css';
import './pin.css';
import './home.css';
import { followPairing } from './waiting.js';
import { whenSeen } from './when-seen.js';

const EVERY_MS = 60_000;

/** Says that the device is there while its page is looked at, and notices when it was removed. */
function watchHome(): void {
  history.replaceState(null, '', location.pathname + location.search.replace(/[?&]done=\w+/, ''));
  const look = async (): Promise<void> => {
    if (document.hidden) return;
    const answer = await fetch('/join/home', { headers: { accept: 'application/json' } }).catch(
      () => undefined,
    );
    // The server says on its page what became of this device.
    if (answer?.status === 401) location.replace('/join/home');
  };
  setInterval(() => void look(), EVERY_MS);
  whenSeen(() => void look());
}

const TOKEN = /^[\w-]{43}$/;

/** Takes the token out of the address bar and the history's list; a reload of this entry still finds it. */
function hideToken(): void {
  const token = new URLSearchParams(location.search).get('token');
  if (token !== null) history.replaceState({ token }, '', '/join');
}

/** A reload after `hideToken` comes without the token: goes back to the link that this entry had. */
function recoverToken(): void {
  const state: unknown = history.state;
  const token = typeof state === 'object' && state !== null && 'token' in state ? state.token : undefined;
  if (typeof token === 'string' && TOKEN.test(token)) location.replace(`/join?token=${token}`);
}

/** The join form: one press sends it once. */
function prepareForm(): void {
  hideToken();
  const name = document.querySelector<HTMLInputElement>('#name');
  // An iPad calls itself a Mac; a Mac has no touch screen.
  if (name?.value === 'Mac' && navigator.maxTouchPoints > 1) name.value = 'iPad';

  const form = document.querySelector('form');
  const button = form?.querySelector('button');
  const setBusy = (busy: boolean): void => void button?.toggleAttribute('disabled', busy);
  form?.addEventListener('submit', () => setBusy(true));
  addEventListener('pageshow', () => setBusy(false));
}

/** Says of a setup key's link what it is for; the key leaves the address bar and the history. */
function tellOfSetupKey(): void {
  if (!location.hash.startsWith('#setup-key=')) return;
  history.replaceState(null, '', '/join');
  document.querySelector('#setup-key')?.removeAttribute('hidden');
  document.querySelector('form')?.setAttribute('hidden', '');
}

const main = document.querySelector('main');

switch (main?.dataset.page) {
  case 'form':
    prepareForm();
    break;
  case 'code':
    recoverToken();
    tellOfSetupKey();
    prepareForm();
    break;
  case 'wait':
    followPairing();
    break;
  case 'home':
    watchHome();
    break;
  default:
}
