/** Those of `known` that `word` was probably meant for: the nearest, when at most a third of its letters differ. */
export function nearMisses(word: string, known: readonly string[]): readonly string[] {
  const distances = known.map((candidate) => editsBetween(bare(word), bare(candidate)));
  const nearest = Math.min(...distances);
  return known.filter(
    (candidate, at) =>
      distances[at] === nearest &&
      nearest <= Math.max(1, Math.floor(Math.max(bare(word).length, bare(candidate).length) / 3)),
  );
}

/** ` Did you mean …?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = [...new Set(nearMisses(word, known))].slice(0, 3);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}

const bare = (word: string): string => word.toLowerCase().replace(/^-+/, '');

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next.push(
        Math.min(
          at(next, column - 1) + 1,
          at(last, column) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwap ? at(before, column - 2) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, next];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
