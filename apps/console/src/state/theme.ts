import { signal } from '@preact/signals';

/** `system`: as the browser is told. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'meshpair.theme';

const read = (): Theme => THEMES.find((each) => each === localStorage.getItem(KEY)) ?? 'system';

/** What the owner chose in this browser. */
export const theme = signal<Theme>(read());

addEventListener('storage', () => (theme.value = read()));

/** Keeps the choice; public/theme.js puts it on, now and before the first paint of the next visit. */
export function chooseTheme(chosen: Theme): void {
  if (chosen === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, chosen);
  theme.value = chosen;
  dispatchEvent(new Event('meshpair-theme'));
}
