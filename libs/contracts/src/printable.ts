/** A text as a terminal may show it: without what a stranger could steer the screen, or hide words, with. Lines stay. */
export const printable = (text: string): string => text.replaceAll('\t', ' ').replace(/(?!\n)\p{C}/gu, '');
