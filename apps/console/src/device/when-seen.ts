/** Calls back whenever a person may be looking again: the page is shown, or the network is back. */
export function whenSeen(callback: () => void): void {
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) callback();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) callback();
  });
  addEventListener('online', callback);
}
