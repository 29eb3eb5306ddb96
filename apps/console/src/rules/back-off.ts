const FIRST_MS = 500;
const LONGEST_MS = 8000;

/** How long to wait before the nth try in a row (from 0): doubling, with a random fifth so that tabs spread. */
export const backOffMs = (failures: number, random: number): number =>
  Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) * (0.9 + random * 0.2));
