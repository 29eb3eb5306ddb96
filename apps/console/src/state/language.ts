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

const read = (): Language | undefined => LANGUAGES.find((each) => each === localStorage.getItem(KEY));

/** What the settings, the help and an invitation say, which the first screen does without. */
const FETCH_SETTINGS: Readonly<Record<Language, () => Promise<{ readonly SETTINGS: Messages }>>> = {
  en: () => import('@meshpair/words/en-settings'),
  de: () => import('@meshpair/words/de-settings'),
  ar: () => import('@meshpair/words/ar-settings'),
};

/** What the owner chose in this browser; undefined for what the browser itself speaks. */
export const chosenLanguage = signal<Language | undefined>(read());

interface Spoken {
  readonly language: Language;
  readonly own: Messages;
  /** Undefined until they are wanted. */
  readonly settings: Messages | undefined;
}

const spoken = signal<Spoken>({ language: 'en', own: {}, settings: undefined });

/** The words of the console; whatever shows them is drawn anew in another language. */
export const t = translator(() => ({
  language: spoken.value.language,
  messageOf: (id) => spoken.value.own[id] ?? spoken.value.settings?.[id],
}));

/** For what the settings, the help and an invitation say: its language, where it is not the page's. */
export const languageOfSettings = (): { readonly lang?: string; readonly dir?: 'ltr' } =>
  spoken.value.language === 'ar' ? { lang: 'en', dir: 'ltr' } : {};

async function speak(language: Language, hasSettings = spoken.peek().settings !== undefined): Promise<void> {
  const [own, more] = await Promise.all([
    FETCH[language](),
    hasSettings ? FETCH_SETTINGS[language]() : undefined,
  ]);
  spoken.value = { language, own: own.CONSOLE, settings: more?.SETTINGS };
}

/** Resolves when the page can say what the settings say too. */
export async function speakOfSettings(): Promise<void> {
  if (spoken.peek().settings === undefined) await speak(spoken.peek().language, true);
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
