import { inOrder, MAX_TAGS, TAG } from '@meshpair/domain';

/** What somebody has written into one field: tags with spaces or commas between; or the first that is none. */
export function readTags(text: string): { readonly tags: readonly string[] } | { readonly wrong: string } {
  const tags = inOrder(
    text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
  );
  const wrong = tags.find((tag) => !TAG.test(tag));
  return wrong === undefined ? { tags } : { wrong };
}

export const hasRoom = (tags: readonly string[]): boolean => tags.length <= MAX_TAGS;
