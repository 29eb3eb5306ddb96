import { signal } from '@preact/signals';
import type { Chosen } from '../state/chosen.js';

/** What is to be changed of which nodes. */
export interface Asked {
  readonly what: 'tags' | 'permissions';
  readonly chosen: Chosen;
}

/** What the dialog asks about; undefined while it is closed. */
export const asked = signal<Asked | undefined>(undefined);

export const askWhat = (what: Asked['what'], chosen: Chosen): void => void (asked.value = { what, chosen });
