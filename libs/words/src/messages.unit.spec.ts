import { describe, expect, it } from '@jest/globals';
import compile from 'icu-minify/compile';
import { IN, MESSAGES } from './catalogues.js';
import {
  acceptedTags,
  bestLanguage,
  freshAge,
  LANGUAGES,
  type MessageId,
  wrongPinAtTheConsole,
} from './index.js';

const ENGLISH = MESSAGES.en as Readonly<Record<MessageId, string>>;
const IDS = Object.keys(ENGLISH) as readonly MessageId[];

const isNode = (node: unknown): node is readonly unknown[] => Array.isArray(node);

/** The names in compiled nodes, wherever they stand: what a message takes. */
const namesIn = (nodes: readonly unknown[]): readonly unknown[] =>
  nodes.filter(isNode).flatMap(([name, ...inside]) => {
    const branches = inside.filter((each) => typeof each === 'object' && !isNode(each));
    return [
      name,
      ...namesIn(inside),
      ...namesIn(branches.flatMap((each) => Object.values(each ?? {}).flat() as unknown[])),
    ];
  });

const takes = (message: string): string => [...new Set(namesIn([compile(message)].flat()))].sort().join();

describe('the messages', () => {
  it.each(LANGUAGES.filter((language) => language !== 'en'))(
    'take the same in English and in %s, and none is empty',
    (language) => {
      const translated = MESSAGES[language];
      const differing = IDS.filter((id) => {
        const message = translated[id];
        if (message === undefined) return false;
        return message.trim() === '' || takes(message) !== takes(ENGLISH[id]);
      });
      expect(differing).toEqual([]);
    },
  );

  it('are all there in German, and in Arabic but for the settings', () => {
    const missing = (language: 'de' | 'ar'): readonly MessageId[] =>
      IDS.filter((id) => MESSAGES[language][id] === undefined);
    expect(missing('de')).toEqual([]);
    const subjects = new Set(missing('ar').map((id) => id.split('.')[0]));
    expect([...subjects].sort()).toEqual([
      'accounts',
      'act',
      'appearance',
      'auditors',
      'consoles',
      'deviceCodes',
      'help',
      'invite',
      'keys',
      'mesh',
      'owners',
      'passkeys',
      'people',
      'policy',
      'push',
      'role',
      'settings',
      'setupKeys',
      'terminal',
      'touch',
      'tunnel',
      'webhooks',
    ]);
  });

  it('count as each language does', () => {
    expect(wrongPinAtTheConsole(IN.de, 1)).toContain('einen Versuch');
    expect([1, 2, 3, 11].map((left) => wrongPinAtTheConsole(IN.ar, left).split('. ')[1])).toEqual([
      'بقيت لديك محاولة واحدة.',
      'بقيت لديك محاولتان.',
      'بقيت لديك 3 محاولات.',
      'بقيت لديك 11 محاولة.',
    ]);
    expect(IN.de.number(10_001)).toBe('10.001');
    expect(freshAge(IN.ar, '2026-01-10T11:59:18.000Z', Date.parse('2026-01-10T12:00:00.000Z'))).toMatch(/42/);
  });

  it('keep the direction of a name in a sentence from right to left', () => {
    expect(IN.ar('card.pageTitle', { name: 'Phone' })).toBe('\u2068Phone\u2069 يطلب الانضمام');
    expect(IN.en('card.pageTitle', { name: 'Phone' })).toBe('Phone wants to join');
  });

  it('tell cases apart from right to left too', () => {
    expect(IN.ar('feed.newRole', { role: 'approver' })).not.toBe(IN.ar('feed.newRole', { role: 'else' }));
  });

  it('are texts and parts where a message has tags', () => {
    const pieces = IN.en.rich('outcome.paired', {
      name: 'Phone',
      mesh: 'Home',
      bdi: (inside) => ({ inside }),
    });
    expect(pieces).toEqual([{ inside: ['Phone'] }, ' has joined ', { inside: ['Home'] }]);
    expect(IN.en.rich('card.contested', { b: () => 'B' }).join('')).toMatch(/^B Make sure/);
  });

  it('are in English where a language does not say them', () => {
    expect(IN.ar('settings.tryAgain')).toBe('Try again');
  });
});

describe('the language of a browser', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['en;q=0.5, ar-EG;q=0.9', 'ar'],
    ['fr, de;q=0.1, ar;q=0', 'de'],
    ['AR', 'ar'],
    ['fr-CH, *;q=0.5', 'en'],
    ['de;q=high, ar', 'ar'],
    ['', 'en'],
    [undefined, 'en'],
  ])('that accepts %s is %s', (header, language) => {
    expect(bestLanguage(acceptedTags(header))).toBe(language);
  });
});
