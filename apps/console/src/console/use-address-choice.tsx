import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import {
  type AddressChoice,
  choiceAmong,
  type ExistingDevice,
  holdersWords,
  KEEP_ALL,
} from '../rules/address-choice.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { AddressChoices } from './address-choices.js';

interface ChoosingAddress {
  /** Undefined while nobody else has the address. */
  readonly choice: AddressChoice | undefined;
  readonly choices: VNode | undefined;
  /** The PIN was right, and these have the address: the focus goes to the choice. */
  readonly askAbout: (devices: readonly ExistingDevice[]) => void;
}

/** What becomes of the devices at the address: of those known from the start, and of those that come up. */
export function useAddressChoice(existing: readonly ExistingDevice[]): ChoosingAddress {
  const [holders, setHolders] = useState(existing);
  const [chosen, setChosen] = useState(KEEP_ALL);
  const group = useRef<HTMLFieldSetElement>(null);
  const askAbout = (devices: readonly ExistingDevice[]): void => {
    setHolders(devices);
    announce(t('taken.said', { taken: holdersWords(t, devices) }));
    requestAnimationFrame(() =>
      group.current?.querySelector<HTMLElement>(':checked')?.focus({ preventScroll: true }),
    );
  };
  if (holders.length === 0) return { choice: undefined, choices: undefined, askAbout };
  const choice = choiceAmong(chosen, holders);
  const choices = <AddressChoices group={group} devices={holders} choice={choice} onChoose={setChosen} />;
  return { choice, choices, askAbout };
}
