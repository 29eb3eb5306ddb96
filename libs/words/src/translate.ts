import type { GetICUArgs } from '@schummar/icu-type-parser';
import format, { type CompiledMessage, type FormatOptions } from 'icu-minify/format';
import { directionOf, type Language, LOCALES } from './language.js';
import type { Messages } from './messages/translated.js';

export type MessageId = keyof Messages;

/** The messages of a language, ready to be formatted. */
export interface Catalogue {
  readonly language: Language;
  readonly messageOf: (id: MessageId) => CompiledMessage | undefined;
}

interface Kinds {
  ICUArgument: string | number;
  ICUNumberArgument: number;
}

type TagsOf<Message> = Message extends `${string}</${infer Tag}>${infer Rest}` ? Tag | TagsOf<Rest> : never;

/** What a message names in braces. */
type Inserts<Id extends MessageId> = GetICUArgs<Messages[Id], Kinds>;

/** A message's tags are functions that make a part of what stands in them. */
type Parts<Id extends MessageId, Part> = Inserts<Id> &
  Readonly<Record<TagsOf<Messages[Id]>, (inside: readonly (string | Part)[]) => Part>>;

type PlainId = { [Id in MessageId]: Messages[Id] extends `${string}</${string}` ? never : Id }[MessageId];

export interface Translate {
  /** A message in the reader's language: its id, and whatever it names in braces. */
  <Id extends PlainId>(id: Id, ...inserts: keyof Inserts<Id> extends never ? [] : [Inserts<Id>]): string;
  /** A message with tags, as the texts and parts that it is made of. */
  readonly rich: <Id extends MessageId, Part>(id: Id, parts: Parts<Id, Part>) => readonly (string | Part)[];
  readonly number: (value: number) => string;
  readonly language: Language;
  /** For `Intl`. */
  readonly locale: string;
}

/** Speaks the language of a catalogue, which may be another one each time. */
export function translator(current: () => Catalogue): Translate {
  const say = (id: MessageId, values: Values = {}): unknown => {
    const { language, messageOf } = current();
    const message = messageOf(id);
    return message === undefined
      ? id
      : format(message, LOCALES[language], isolated(language, values), OPTIONS);
  };
  const translate = (id: MessageId, inserts?: Values): string => String(say(id, inserts));
  const more: Omit<Translate, never> = {
    rich: (id, parts) => [say(id, parts as Values)].flat() as never,
    number: (value) => numberFormat(LOCALES[current().language]).format(value),
    get language() {
      return current().language;
    },
    get locale() {
      return LOCALES[current().language];
    },
  };
  return Object.defineProperties(translate, Object.getOwnPropertyDescriptors(more)) as unknown as Translate;
}

type Values = NonNullable<Parameters<typeof format>[2]>;

/** What a `select` may compare: it must stay as it is, and one word has no order to keep. */
const CASE = /^[a-z_]+$/;

/** In a sentence from right to left, what others wrote keeps its own order (UAX 9, FSI … PDI). */
const isolated = (language: Language, values: Values): Values =>
  directionOf(language) === 'ltr'
    ? values
    : Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          typeof value === 'string' && !CASE.test(value) ? `\u2068${value}\u2069` : value,
        ]),
      );

const kept = <T>(
  make: (locale: string, options?: object) => T,
): ((locale: string, options?: object) => T) => {
  const made = new Map<string, T>();
  return (locale, options) => {
    const key = `${locale} ${JSON.stringify(options)}`;
    const known = made.get(key) ?? make(locale, options);
    made.set(key, known);
    return known;
  };
};

const numberFormat = /* @__PURE__ */ kept((locale, options) => new Intl.NumberFormat(locale, options));

const OPTIONS: FormatOptions = {
  formatters: {
    getNumberFormat: numberFormat,
    getPluralRules: /* @__PURE__ */ kept((locale, options) => new Intl.PluralRules(locale, options)),
    getDateTimeFormat: (...args) => new Intl.DateTimeFormat(...args),
  },
};
