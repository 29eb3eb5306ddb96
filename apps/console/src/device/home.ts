import { whenSeen } from './when-seen.js';

const EVERY_MS = 60_000;

/** Says that the device is there while its page is looked at, and notices when it was removed. */
export function watchHome(): void {
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
