import { answerOf, type Calling } from './mesh-error.js';

/** What a list answers: `nextCursor` is null on its last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Where a page begins, and how long it is. */
export interface PageQuery {
  readonly limit: number;
  readonly after?: string;
}

const LONGEST = 500;

/** The pages of a list one after the other: `pagesOf((query) => mesh.GET('/nodes', { params: { query } }))`. */
export async function* pagesOf<Item>(
  read: (query: PageQuery) => Calling<Page<Item>>,
): AsyncGenerator<readonly Item[], void> {
  let query: PageQuery | undefined = { limit: LONGEST };
  while (query) {
    const { items, nextCursor }: Page<Item> = await answerOf(read(query));
    yield items;
    query = nextCursor ? { limit: LONGEST, after: nextCursor } : undefined;
  }
}

/** All items of a list. */
export async function wholeList<Item>(
  read: (query: PageQuery) => Calling<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pagesOf(read)) items.push(...page);
  return items;
}
