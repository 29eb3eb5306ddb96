import { signal } from '@preact/signals';

const KEY = 'meshpair.shortcuts';

/** Whether single keys do something in this browser: who speaks to it, or hits keys by accident, may turn that off (WCAG 2.1.4). */
export const areShortcutsOn = signal(localStorage.getItem(KEY) !== 'off');

export function turnShortcuts(on: boolean): void {
  areShortcutsOn.value = on;
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'off');
}

/** Whether the help sheet is shown. */
export const isHelpWanted = signal(false);

/** The search field is to take the focus, as soon as it is there. */
export const isSearchWanted = signal(false);
