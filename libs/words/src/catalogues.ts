import compile from 'icu-minify/compile';
import type { CompiledMessage } from 'icu-minify/format';
import { type Language, LANGUAGES } from './language.js';
import { CONSOLE as ARABIC } from './messages/ar.js';
import { DEVICE as ARABIC_DEVICE } from './messages/ar/device.js';
import { DEVICE_CODES as ARABIC_CODES } from './messages/ar/device-codes.js';
import { DEVICE_REFUSALS as ARABIC_REFUSALS } from './messages/ar/device-refusals.js';
import { CONSOLE as GERMAN } from './messages/de.js';
import { DEVICE as GERMAN_DEVICE } from './messages/de/device.js';
import { DEVICE_REFUSALS as GERMAN_REFUSALS } from './messages/de/device-refusals.js';
import { SETTINGS as GERMAN_SETTINGS } from './messages/de-settings.js';
import { CONSOLE as ENGLISH } from './messages/en.js';
import { DEVICE as ENGLISH_DEVICE } from './messages/en/device.js';
import { DEVICE_REFUSALS as ENGLISH_REFUSALS } from './messages/en/device-refusals.js';
import { SETTINGS as ENGLISH_SETTINGS } from './messages/en-settings.js';
import { type MessageId, type Translate, translator } from './translate.js';

const english: Readonly<Record<MessageId, string>> = {
  ...ENGLISH,
  ...ENGLISH_SETTINGS,
  ...ENGLISH_DEVICE,
  ...ENGLISH_REFUSALS,
};

/** Every message of every language, as it is written. */
export const MESSAGES: Readonly<Record<Language, Readonly<Partial<Record<MessageId, string>>>>> = {
  en: english,
  de: { ...GERMAN, ...GERMAN_SETTINGS, ...GERMAN_DEVICE, ...GERMAN_REFUSALS },
  ar: { ...ARABIC, ...ARABIC_CODES, ...ARABIC_DEVICE, ...ARABIC_REFUSALS },
};

/** A program says few of them: each is compiled when it is wanted first. */
function compiling(language: Language): (id: MessageId) => CompiledMessage {
  const compiled = new Map<MessageId, CompiledMessage>();
  return (id) => {
    const known = compiled.get(id) ?? compile(MESSAGES[language][id] ?? english[id]);
    compiled.set(id, known);
    return known;
  };
}

const translatorOf = (language: Language): Translate => {
  const catalogue = { language, messageOf: compiling(language) };
  return translator(() => catalogue);
};

/** For programs of Node: each language, at hand. */
export const IN: Readonly<Record<Language, Translate>> = Object.fromEntries(
  LANGUAGES.map((language) => [language, translatorOf(language)]),
) as Record<Language, Translate>;

/** What the terminal and the messages to other programs are written in. */
export const inEnglish = IN.en;
