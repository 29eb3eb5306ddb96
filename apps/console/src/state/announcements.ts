import { signal } from '@preact/signals';

/** What a screen reader says next, as soon as it can. */
export const announcement = signal('');

/** Says something that only the eye would notice. The same text twice is said twice. */
export function announce(text: string): void {
  announcement.value = announcement.peek() === text ? `${text}\u00a0` : text;
}
