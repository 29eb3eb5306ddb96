const TOKEN = /^[\w-]{43}$/;

/** Takes the token out of the address bar and the history's list; a reload of this entry still finds it. */
function hideToken(): void {
  const token = new URLSearchParams(location.search).get('token');
  if (token !== null) history.replaceState({ token }, '', '/join');
}

/** A reload after `hideToken` comes without the token: goes back to the link that this entry had. */
export function recoverToken(): void {
  const state: unknown = history.state;
  const token = typeof state === 'object' && state !== null && 'token' in state ? state.token : undefined;
  if (typeof token === 'string' && TOKEN.test(token)) location.replace(`/join?token=${token}`);
}

/** The join form: one press sends it once. */
export function prepareForm(): void {
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
