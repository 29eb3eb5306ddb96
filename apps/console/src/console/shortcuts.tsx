import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { MeshAddress } from '../rules/choose-address.js';
import { type Begun, keyOf, readKey, type Shortcut } from '../rules/shortcuts.js';
import { t } from '../state/language.js';
import { startPairing, step } from '../state/pairing.js';
import { goTo, goToSettings, isOverview, leftNode, place } from '../state/place.js';
import { removed } from '../state/removals.js';
import { may } from '../state/role.js';
import { areShortcutsOn, isHelpWanted, isSearchWanted } from '../state/shortcuts.js';
import { addressFor } from './chosen-address.js';
import { strong } from './tags.js';
import { undo } from './undo-toast.js';
import { useFetched } from './use-fetched.js';

/** Where a key is what somebody writes or chooses, or where another thing has to be answered first. */
const isTaken = (target: EventTarget | null): boolean =>
  document.querySelector('dialog[open]') !== null ||
  (target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable], [role=menu]') !== null);

/** Listens for the keys of the signed-in console, and shows which they are. */
export function Shortcuts({ addresses }: { readonly addresses: readonly MeshAddress[] }): VNode | null {
  useEffect(() => {
    let begun: Begun | undefined;
    const press = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      if (key === undefined || !areShortcutsOn.peek() || isTaken(event.target)) return;
      const reading = readKey(key, event.timeStamp, begun);
      begun = reading.begun;
      if (!reading.does) return;
      event.preventDefault();
      ACTIONS[reading.does](addresses);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [addresses]);
  return isHelpWanted.value ? <Help /> : null;
}

const ACTIONS: Readonly<Record<Shortcut, (addresses: readonly MeshAddress[]) => void>> = {
  search: () => {
    goHome();
    // It takes the focus from the row that the way back leads to.
    leftNode.value = undefined;
    isSearchWanted.value = true;
  },
  pair: (addresses) => {
    const current = step.peek();
    // A code that somebody may be scanning is not replaced by a key.
    if (current === 'waiting' || current === 'connected' || current === 'finishing')
      return document.querySelector<HTMLElement>('.pair [data-first-focus]')?.focus();
    if (!may('approver')) return;
    goHome();
    (document.activeElement as HTMLElement | null)?.blur();
    void startPairing(addressFor(addresses)?.url);
  },
  settings: () => {
    if (!place.peek().isSettings) goToSettings();
  },
  home: () => {
    goHome();
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  },
  undo: () => {
    if (removed.peek()) void undo();
  },
  help: () => void (isHelpWanted.value = true),
};

function goHome(): void {
  if (!isOverview()) goTo(undefined);
}

function Help(): VNode | null {
  const { part, hasFailed } = useFetched(() => import('../help/help-sheet.js'));
  if (part) return <part.HelpSheet />;
  if (!hasFailed) return null;
  return (
    <p class="banner banner-warn" role="alert">
      {t.rich('fetch.shortcuts', { b: strong })}
    </p>
  );
}
