import { computed, effect, signal } from '@preact/signals';
import { filter, followActivity, stopActivity } from './activity.js';
import { startClock } from './clock.js';
import { followDevice, loadDevice } from './device.js';
import { loadOldFacets } from './facets.js';
import { keepPairing } from './kept-pairing.js';
import { loadNews, startNotices } from './news.js';
import { followFilter, loadNodes } from './nodes.js';
import { loadOpenPairings } from './open-pairings.js';
import { onRecovery } from './outage.js';
import { closePairing } from './pairing.js';
import { session, startSession } from './session.js';

/** Events come in bursts; the lists are read once for each burst. */
const SETTLE_MS = 250;
const LOOK_AGAIN_MS = 30_000;

const isSettling = signal(false);

function readLists(): void {
  if (session.peek().kind !== 'signedIn' || document.hidden) return;
  void loadNodes();
  void loadNews();
  void loadDevice();
  void loadOpenPairings();
  loadOldFacets();
}

/** Reads the lists soon, and once for all who ask until then. */
function readListsSoon(): void {
  if (isSettling.peek()) return;
  isSettling.value = true;
  setTimeout(() => {
    isSettling.value = false;
    readLists();
  }, SETTLE_MS);
}

/** Keeps the page true while somebody is signed in. */
export function startLive(): void {
  startClock();
  startNotices();
  followFilter();
  followDevice();
  onRecovery(readListsSoon);
  document.addEventListener('visibilitychange', readListsSoon);
  setInterval(readListsSoon, LOOK_AGAIN_MS);
  const isSignedIn = computed(() => session.value.kind === 'signedIn');
  effect(() => {
    if (!isSignedIn.value) closePairing();
  });
  effect(() => {
    if (isSignedIn.value) followActivity(filter.value, { onRead: readLists, onEvent: readListsSoon });
    else stopActivity();
  });
  keepPairing();
  void startSession();
}
