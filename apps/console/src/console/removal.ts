import { signal } from '@preact/signals';
import type { Node } from '@meshpair/client';

export interface Removal {
  readonly nodes: readonly Node[];
  readonly onRemoved: () => void;
}

/** What the dialog asks about; undefined while it is closed. */
export const removal = signal<Removal | undefined>(undefined);

/** Opens the dialog that asks whether to remove nodes. */
export const askRemoval = (nodes: readonly Node[], onRemoved: () => void = () => undefined): void => {
  removal.value = { nodes, onRemoved };
};
