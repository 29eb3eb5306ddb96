import { signal } from '@preact/signals';
import type { Node } from '@meshpair/client';
import { refusalOfTheForm } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import { type Chosen, chosenOf } from '../state/chosen.js';
import { t } from '../state/language.js';

export interface Removal {
  readonly chosen: Chosen;
  readonly onRemoved: () => void;
}

/** What the dialog asks about; undefined while it is closed. */
export const removal = signal<Removal | undefined>(undefined);

/** Opens the dialog that asks whether to remove what is chosen. */
export const askRemovalOf = (chosen: Chosen, onRemoved: () => void): void => {
  removal.value = { chosen, onRemoved };
};

export const askRemoval = (nodes: readonly Node[], onRemoved: () => void = () => undefined): void =>
  askRemovalOf(chosenOf(nodes), onRemoved);

/** Why nothing was done with what was chosen. */
export const refusalOfMany = (refusal: Refusal): string =>
  refusal.count === undefined ? refusalOfTheForm(t, refusal) : t('many.changed', { count: refusal.count });
