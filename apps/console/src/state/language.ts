import { effect, signal } from '@preact/signals';
import {
  bestLanguage,
  type Catalogue,
  directionOf,
  type Language,
  LANGUAGES,
  type MessageId,
  translator,
} from '@meshpair/words';

type Messages = Readonly<Partial<Record<MessageId, ReturnType<Catalogue['messageOf']>>>>;

const KEY = 'meshpair.language';

/** Each is fetched when it is spoken. */
const FETCH: Readonly<Record<Language, () => Promise<{ readonly CONSOLE: Messages }>>> = {
  en: () => import('@meshpair/words/en'),
  de: () => import('@meshpair/words/de'),
  ar: () => import('@meshpair/words/ar'),
};

const FETCH_SETTINGS: Readonly<Record<'en' | 'de', () => Promise<{ readonly SETTINGS: Messages }>>> = {
  en: () => import('@meshpair/words/en-settings'),
  de: () => import('@meshpair/words/de-settings'),
};

const read = (): Language | undefined => LANGUAGES.find((each) => each === localStorage.getItem(KEY));

/** What the owner chose in this browser; undefined for what the browser itself speaks. */
export const chosenLanguage = signal<Language | undefined>(read());

interface Spoken {
  readonly language: Language;
  readonly own: Messages;
  /** For what a language does not say. */
  readonly english: Messages;
}

const spoken = signal<Spoken>({ language: 'en', own: {}, english: {} });

/** The words of the console; whatever shows them is drawn anew in another language. */
export const t = translator(() => ({
  language: spoken.value.language,
  messageOf: (id) => spoken.value.own[id] ?? spoken.value.english[id],
}));

/** For a part of the page whose messages are all there or none: its language, where it is not the page's. */
export const languageOfPart = (id: MessageId): { readonly lang?: string; readonly dir?: 'ltr' } =>
  spoken.value.own[id] === undefined ? { lang: 'en', dir: 'ltr' } : {};

let hasSettings = false;

async function speak(language: Language): Promise<void> {
  const settings = hasSettings ? FETCH_SETTINGS[language === 'ar' ? 'en' : language]() : undefined;
  const [{ CONSOLE }, { SETTINGS } = { SETTINGS: {} }] = await Promise.all([FETCH[language](), settings]);
  spoken.value =
    language === 'ar'
      ? { language, own: CONSOLE, english: SETTINGS }
      : { language, own: { ...CONSOLE, ...SETTINGS }, english: {} };
}

/** A part of the page that is fetched when it is wanted, with its words: the first screen does without. */
export async function fetched<Part>(part: Promise<Part>): Promise<Part> {
  hasSettings = true;
  const [here] = await Promise.all([part, speak(wanted())]);
  return here;
}

const wanted = (): Language => chosenLanguage.peek() ?? bestLanguage(navigator.languages);

/** Resolves when the page can speak; another tab may choose another language. */
export async function startLanguage(): Promise<void> {
  effect(() => {
    document.documentElement.lang = spoken.value.language;
    document.documentElement.dir = directionOf(spoken.value.language);
  });
  addEventListener('storage', () => {
    chosenLanguage.value = read();
    void speak(wanted());
  });
  await speak(wanted());
}

export async function chooseLanguage(chosen: Language | undefined): Promise<void> {
  if (chosen === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, chosen);
  chosenLanguage.value = chosen;
  await speak(wanted());
}
