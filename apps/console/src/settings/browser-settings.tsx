import { signal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { LANGUAGE_NAMES, LANGUAGES } from '@meshpair/words';
import { chooseLanguage, chosenLanguage, t } from '../state/language.js';
import { isNotified, pushObstacle, readPush, turnPushOff, turnPushOn } from '../state/push.js';
import { webhooks } from '../state/settings.js';
import { Act } from './parts.js';

/** `system`: as the browser is told. */
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const KEY = 'meshpair.theme';

const read = (): Theme => THEMES.find((each) => each === localStorage.getItem(KEY)) ?? 'system';

/** What the owner chose in this browser. */
const theme = signal<Theme>(read());

addEventListener('storage', () => (theme.value = read()));

/** Keeps the choice; public/theme.js puts it on, now and before the first paint of the next visit. */
function chooseTheme(chosen: Theme): void {
  if (chosen === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, chosen);
  theme.value = chosen;
  dispatchEvent(new Event('meshpair-theme'));
}

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

/** Whether this browser says so when a device wants to join. */
export function PushSettings(): VNode {
  useEffect(() => void Promise.all([webhooks.read(), readPush()]), []);
  const obstacle = pushObstacle.value;
  return (
    <section class="panel setting" aria-labelledby="push-title">
      <h2 id="push-title">{t('push.title')}</h2>
      <p class="hint">{t('push.hint')}</p>
      <div role="status">{obstacle !== undefined && <p class="empty">{t(`push.${obstacle}`)}</p>}</div>
      {isNotified.value && (
        <Act label={t('act.off')} of={t('push.of')} act={turnPushOff} said={t('push.isOff')} />
      )}
      {!isNotified.value && (obstacle === undefined || obstacle === 'service') && (
        <Act label={t('act.on')} of={t('push.of')} act={turnPushOn} said={t('push.isOn')} />
      )}
    </section>
  );
}
