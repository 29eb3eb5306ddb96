import type { VNode } from 'preact';
import { chooseTheme, type Theme, theme, THEMES } from '../state/theme.js';

const WORDS: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };

/** How the console looks in this browser. */
export const AppearanceSettings = (): VNode => (
  <section class="panel setting" aria-labelledby="appearance-title">
    <h2 id="appearance-title">Appearance</h2>
    <fieldset class="themes">
      <legend class="hint">The theme of the console in this browser.</legend>
      {THEMES.map((each) => (
        <label key={each} class="theme">
          <input
            type="radio"
            name="theme"
            checked={theme.value === each}
            onChange={() => chooseTheme(each)}
          />
          <span>{WORDS[each]}</span>
        </label>
      ))}
    </fieldset>
  </section>
);
