/** Prints a line of the report. */
export type Say = (line: string) => void;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** `share` from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
