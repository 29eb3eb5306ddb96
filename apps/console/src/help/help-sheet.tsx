import './help-sheet.css';
import { Fragment, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Shortcut, SHORTCUTS } from '../rules/shortcuts.js';
import { areShortcutsOn, isHelpWanted, turnShortcuts } from '../state/shortcuts.js';

const WORDS: Readonly<Record<Shortcut, string>> = {
  search: 'Search the nodes',
  pair: 'Pair a device',
  settings: 'Open the settings',
  home: 'Go back to all nodes',
  undo: 'Undo a removal, within ten seconds',
  help: 'Show this list',
};

/** Which keys do what. The focus goes back to where it was. */
export function HelpSheet(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="help-title"
      onClose={() => void (isHelpWanted.value = false)}
    >
      <h2 id="help-title">Keyboard shortcuts</h2>
      <dl class={areShortcutsOn.value ? 'shortcuts' : 'shortcuts shortcuts-off'}>
        {(Object.keys(SHORTCUTS) as readonly Shortcut[]).map((name) => (
          <Line key={name} words={WORDS[name]} either={SHORTCUTS[name]} />
        ))}
        <Line words="Close a dialog or a menu" either={['Esc']} />
      </dl>
      <label class="shortcuts-switch">
        <input
          type="checkbox"
          checked={areShortcutsOn.value}
          onChange={(event) => turnShortcuts(event.currentTarget.checked)}
        />
        Use these shortcuts in this browser
      </label>
      <form method="dialog" class="actions">
        <button class="button button-plain" autofocus>
          Close
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
          {index > 0 && ' or '}
          {keys.split(' ').map((key, place) => (
            <Fragment key={key}>
              {place > 0 && ' then '}
              <kbd>{key}</kbd>
            </Fragment>
          ))}
        </Fragment>
      ))}
    </dd>
  </div>
);
