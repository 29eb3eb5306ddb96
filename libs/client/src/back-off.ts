const FIRST_MS = 500;
const LONGEST_MS = 8000;

/** How long to wait before the nth try in a row (from 0): doubling, with a random fifth so that clients spread. */
export const backOffMs = (failures: number, random: number): number =>
  Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) * (0.9 + random * 0.2));

/** Only browsers tell when they are online again. */
const browser = globalThis as Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>;

/** Waits, but not past the signal, nor past the moment when a browser is online again. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      browser.removeEventListener?.('online', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
    browser.addEventListener?.('online', done, { once: true });
  });
