/** HTML that needs no more escaping. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text made safe between tags and inside quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? sign);

type Insert = string | number | Html | undefined;

/** A template whose inserts are escaped, unless they are `Html` themselves; undefined inserts nothing. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  const safe = inserts.map((insert) =>
    insert instanceof Html ? insert.text : escapeHtml(String(insert ?? '')),
  );
  return new Html(parts.reduce((text, part, index) => text + part + (safe[index] ?? ''), ''));
}

/** A message with its parts: what is text is escaped. */
export const messageHtml = (pieces: readonly (string | Html)[]): Html =>
  joinHtml(pieces.map((piece) => html`${piece}`));

/** Pieces one after the other. */
export const joinHtml = (pieces: readonly Html[]): Html => new Html(pieces.map(({ text }) => text).join(''));
