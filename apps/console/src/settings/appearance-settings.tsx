import type { ComponentChildren, VNode } from 'preact';
import { LANGUAGE_NAMES, LANGUAGES } from '@meshpair/words';
import { chooseLanguage, chosenLanguage, t } from '../state/language.js';
import { chooseTheme, theme, THEMES } from '../state/theme.js';

/** How the console looks in this browser, and what it speaks. */
export const AppearanceSettings = (): VNode => (
  <section class="panel setting" aria-labelledby="appearance-title">
    <h2 id="appearance-title">{t('appearance.title')}</h2>
    <fieldset class="themes">
      <legend class="hint">{t('appearance.theme')}</legend>
      {THEMES.map((each) => (
        <Choice key={each} of="theme" isOn={theme.value === each} onChoose={() => chooseTheme(each)}>
          {t(`appearance.${each}`)}
        </Choice>
      ))}
    </fieldset>
    <fieldset class="themes">
      <legend class="hint">{t('appearance.language')}</legend>
      {[undefined, ...LANGUAGES].map((each) => (
        <Choice
          key={each}
          of="language"
          isOn={chosenLanguage.value === each}
          onChoose={() => void chooseLanguage(each)}
        >
          {each === undefined ? t('appearance.browser') : <bdi lang={each}>{LANGUAGE_NAMES[each]}</bdi>}
        </Choice>
      ))}
    </fieldset>
  </section>
);

interface ChoiceProps {
  readonly of: string;
  readonly isOn: boolean;
  readonly onChoose: () => void;
  readonly children: ComponentChildren;
}

const Choice = ({ of, isOn, onChoose, children }: ChoiceProps): VNode => (
  <label class="theme">
    <input type="radio" name={of} checked={isOn} onChange={onChoose} />
    <span>{children}</span>
  </label>
);
