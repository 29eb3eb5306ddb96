/** What keys do at the console: any one of them, or one after another where a space stands between. */
export const SHORTCUTS = {
  search: ['/'],
  pair: ['n', 'p'],
  settings: ['g s', ','],
  home: ['g h'],
  undo: ['u'],
  help: ['?'],
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

/** So long a first key waits for the second. */
export const TOGETHER_MS = 1500;

/** A first key, and when it was pressed, in milliseconds. */
export interface Begun {
  readonly key: string;
  readonly at: number;
}

export interface Reading {
  readonly does?: Shortcut;
  /** For the key that comes next. */
  readonly begun?: Begun;
}

const NAMES = Object.keys(SHORTCUTS) as readonly Shortcut[];

const named = (isIt: (keys: string) => boolean): Shortcut | undefined =>
  NAMES.find((name) => SHORTCUTS[name].some(isIt));

/** What a key means after the one before it. */
export function readKey(key: string, at: number, before?: Begun): Reading {
  if (before && at - before.at <= TOGETHER_MS) {
    const second = named((keys) => keys === `${before.key} ${key}`);
    return second ? { does: second } : {};
  }
  const does = named((keys) => keys === key);
  if (does) return { does };
  return named((keys) => keys.startsWith(`${key} `)) ? { begun: { key, at } } : {};
}

/** What a key press says of itself: the part of a `KeyboardEvent` that decides. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat' | 'isComposing'
>;

/** The key that a shortcut may begin with; undefined for one that is the browser's, or the writing system's. */
export function keyOf(press: KeyPress): string | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey || press.repeat || press.isComposing) return undefined;
  // Shift makes signs on many keyboards; a letter with it is another one, and caps lock is none of both.
  return press.shiftKey ? press.key : press.key.toLowerCase();
}
