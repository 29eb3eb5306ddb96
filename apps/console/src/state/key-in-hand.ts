import { signal } from '@preact/signals';

/** How long a key that was typed may be used again: who leaves the screen then has not left the key there. */
const HELD_MS = 120_000;

/** The key that has just signed in here, in the memory of this page only. */
export const keyInHand = signal<string | undefined>(undefined);

export function holdKey(key: string): void {
  keyInHand.value = key;
  setTimeout(() => {
    if (keyInHand.peek() === key) keyInHand.value = undefined;
  }, HELD_MS);
}
