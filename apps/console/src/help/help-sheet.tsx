import './help-sheet.css';
import { Fragment, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Shortcut, SHORTCUTS } from '../rules/shortcuts.js';
import { languageOfSettings, t } from '../state/language.js';
import { areShortcutsOn, isHelpWanted, turnShortcuts } from '../state/shortcuts.js';

/** Which keys do what. The focus goes back to where it was. */
export function HelpSheet(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      {...languageOfSettings()}
      aria-labelledby="help-title"
      onClose={() => void (isHelpWanted.value = false)}
    >
      <h2 id="help-title">{t('help.title')}</h2>
      <dl class={areShortcutsOn.value ? 'shortcuts' : 'shortcuts shortcuts-off'}>
        {(Object.keys(SHORTCUTS) as readonly Shortcut[]).map((name) => (
          <Line key={name} words={t(`help.${name}`)} either={SHORTCUTS[name]} />
        ))}
        <Line words={t('help.escape')} either={['Esc']} />
      </dl>
      <label class="shortcuts-switch">
        <input
          type="checkbox"
          checked={areShortcutsOn.value}
          onChange={(event) => turnShortcuts(event.currentTarget.checked)}
        />
        {t('help.use')}
      </label>
      <form method="dialog" class="actions">
        <button class="button button-plain" autofocus>
          {t('help.close')}
        </button>
      </form>
    </dialog>
  );
}

/** Of `either`, one is enough; where a space stands between, one key after the other. */
const Line = ({ words, either }: { readonly words: string; readonly either: readonly string[] }): VNode => (
  <div class="shortcut">
    <dt>{words}</dt>
    <dd>
      {either.map((keys, index) => (
        <Fragment key={keys}>
          {index > 0 && ` ${t('help.or')} `}
          {keys.split(' ').map((key, place) => (
            <Fragment key={key}>
              {place > 0 && ` ${t('help.then')} `}
              <kbd>{key}</kbd>
            </Fragment>
          ))}
        </Fragment>
      ))}
    </dd>
  </div>
);
