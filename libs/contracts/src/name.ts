import { z } from 'zod';

/** Whole emoji (UTS #51): what is invisible in them belongs to their picture. The flag `v` is newer than our target. */
const EMOJI = new RegExp(String.raw`\p{RGI_Emoji}`, 'gv');

/** What shows nothing or turns what is around it: also fillers, the blank braille pattern and line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Marks for any letter: three are enough for Vietnamese, for Arabic with all of its vowels, for Hebrew with points. */
const STACK_OF_ANY_SCRIPT = /[\p{Script=Inherited}\p{Me}]{4}/u;

/** Marks of one script: four are enough for Tibetan, Khmer and Burmese. */
const STACK_OF_A_SCRIPT = /\p{Mn}{5}/u;

/** Something to see: a letter, a number or a sign, not marks alone. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

const withoutEmoji = (text: string): string => text.replace(EMOJI, '☺');

/** Text that a person reads and tells things apart by: of devices, nodes, pairings and owners. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => !UNSEEN.test(withoutEmoji(text)), 'must not contain invisible or control characters')
  .refine((text) => text === '' || SEEN.test(text), 'must contain a letter, a number or a sign')
  .refine(
    (text) => ![STACK_OF_ANY_SCRIPT, STACK_OF_A_SCRIPT].some((stack) => stack.test(text)),
    'must not stack so many marks on one letter',
  );

/** A text as a terminal may show it: without what a stranger could steer the screen, or hide words, with. Lines stay. */
export const printable = (text: string): string => text.replaceAll('\t', ' ').replace(/(?!\n)\p{C}/gu, '');
