// Controls (C0, ESC, DEL, C1), format characters (bidi overrides, zero width), line and paragraph separators.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line of text that steers no terminal, whoever wrote it: what cannot be seen becomes �. */
export const plain = (text: string): string => text.replace(UNSEEN, '�');

/** A value as one line of JSON, whose strings steer no terminal either: what cannot be seen is escaped. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(UNSEEN, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
