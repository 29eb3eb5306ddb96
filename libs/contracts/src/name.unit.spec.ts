import { describe, expect, it } from '@jest/globals';
import { Name, printable } from './name.js';

const complaintsOf = (text: string): readonly string[] =>
  Name.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

const decomposed = (text: string): string => text.normalize('NFD');

describe('a name', () => {
  it.each([
    'Ada’s phone (2)',
    'Máy tính của Ngô Đình Diễm',
    decomposed('Máy tính của Nguyễn Thượng Tiệp'),
    'मेरा फ़ोन – श्रीमती कुँवर',
    'هَاتِفُ مُحَمَّدٍ ٱللَّٰه',
    'הַטֶּלֶפוֹן שֶׁל שָׂרָה',
    'โทรศัพท์ของน้องน้ำผึ้ง',
    'ကျွန်ုပ်၏ လျှို့ဝှက်',
    'ទូរស័ព្ទរបស់ខ្ញុំ',
    'བསྒྲུབས་ཁ་པར།',
    '私のタブレット　ガ',
    decomposed('ガラケー'),
    '내 휴대폰',
    decomposed('내 휴대폰'),
    'Phone 📱❤️1️⃣',
    'Family 👨‍👩‍👧‍👦 🏴‍☠️ 🏳️‍🌈 👍🏽 🇩🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '📱',
  ])('may be %s', (text) => {
    expect(complaintsOf(text)).toEqual([]);
  });

  it.each([
    ['a zero-width space', 'Ada\u200bphone'],
    ['a zero-width joiner outside of emoji', 'Ada\u200dphone'],
    ['a joiner after an emoji', '📱\u200d phone'],
    ['a word joiner', 'Ada\u2060'],
    ['a byte order mark within', 'A\ufeffda'],
    ['a soft hyphen', 'A\u00adda'],
    ['a right-to-left override', 'Ada\u202egnp.enohp'],
    ['an isolate', '\u2066Ada\u2069'],
    ['a direction mark', 'Ada\u200e!'],
    ['a Hangul filler', '\u3164'],
    ['a halfwidth Hangul filler', 'Ada\uffa0'],
    ['Hangul jamo fillers', '\u115f\u1160'],
    ['the blank braille pattern', 'Ada\u2800'],
    ['tags without a flag', 'Ada\u{e0061}\u{e0062}'],
    ['a variation selector without an emoji', 'Ada\ufe0f'],
    ['a supplementary variation selector', 'Ada\u{e0100}'],
    ['a combining grapheme joiner', 'A\u034fda'],
    ['a line separator', 'Ada\u2028phone'],
    ['a line feed', 'Ada\nphone'],
    ['an escape', 'Ada\u001b[31m'],
    ['a private character', 'Ada\ue000'],
    ['an unassigned character', 'Ada\u0378'],
    ['half a surrogate pair', 'Ada\ud800'],
  ])('has no %s', (_what, text) => {
    expect(complaintsOf(text)).toContain('must not contain invisible or control characters');
  });

  it.each([
    ['four marks', 'Ada\u0301\u0302\u0303\u0304'],
    ['forty', `Z${'\u0335'.repeat(40)}`],
    ['marks of several kinds', 'a\u0300\u20d0\u1ab0\u1dc0'],
    ['enclosing marks', 'a\u20dd\u20de\u20df\u20e0'],
    ['Thai vowels without end', 'ก็็็็็็็'],
  ])('has no letter with %s', (_what, text) => {
    expect(complaintsOf(text)).toEqual(['must not stack so many marks on one letter']);
  });

  it('has something to see', () => {
    expect(complaintsOf('\u0301')).toEqual(['must contain a letter, a number or a sign']);
    expect(complaintsOf('   ')).not.toEqual([]);
    expect(complaintsOf('a'.repeat(65))).not.toEqual([]);
  });
});

describe('a printable text', () => {
  it.each([
    ['escape sequences', 'a\u001b[2Jb', 'a[2Jb'],
    ['their one-character form', 'a\u009b2Jb', 'a2Jb'],
    ['carriage returns', 'good\rbad', 'goodbad'],
    ['turned directions', 'user\u202etxt.exe', 'usertxt.exe'],
    ['backspaces and bells', 'a\b\u0007', 'a'],
  ])('has no %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('keeps letters of every script, and its lines', () => {
    expect(printable('Größe 電話 📱\n\tnext')).toBe('Größe 電話 📱\n next');
  });
});
