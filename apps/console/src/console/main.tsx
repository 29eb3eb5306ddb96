import './console.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { accountOutcome } from '../state/account-outcome.js';
import { startLanguage } from '../state/language.js';
import { startLive } from '../state/live.js';
import { goToSettings } from '../state/place.js';
import { session } from '../state/session.js';
import { App } from './app.js';

startLive();
// Who comes back from linking an account sees there what became of it.
const stop = effect(() => {
  if (accountOutcome.value === undefined || session.value.kind !== 'signedIn') return;
  goToSettings();
  queueMicrotask(() => stop());
});
await startLanguage();
const root = document.getElementById('app');
if (root) render(<App />, root);
