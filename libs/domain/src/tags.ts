/** Lower case, so that no two look the same. */
export const TAG = /^[a-z0-9][a-z0-9-]{0,31}$/;
export const TAG_FORM = '1 to 32 of a–z, 0–9 and -, without a - in front';
export const MAX_TAGS = 16;

export interface TagChange {
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
}

/** A node's tags in their order: the alphabet's. */
export const inOrder = (tags: readonly string[]): readonly string[] => [...new Set(tags)].sort();

/** What a node's tags become; undefined when they would be more than a node has. */
export function changedTags(
  tags: readonly string[],
  { add = [], remove = [] }: TagChange,
): readonly string[] | undefined {
  const kept = tags.filter((tag) => !remove.includes(tag));
  const changed = inOrder([...kept, ...add]);
  return changed.length > MAX_TAGS ? undefined : changed;
}
