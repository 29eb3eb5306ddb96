/** The heading of the list: where to go on from when what had the focus is gone. */
export const LIST_TITLE = 'nodes-title';

/** Once the page is drawn anew: a focus that was lost with its element goes on, here or at the list. */
export const keepFocus = (next?: () => HTMLElement | null | undefined): void =>
  void requestAnimationFrame(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    (next?.() ?? document.getElementById(LIST_TITLE))?.focus({ preventScroll: true });
  });
