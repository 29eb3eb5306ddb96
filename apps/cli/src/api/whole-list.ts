import type { Page } from '@meshpair/contracts';
import type { GatewayClient } from './gateway-client.js';

/** Every page of a list. */
export async function wholeList<Item>(client: GatewayClient, path: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pagesOf<Item>(client, path)) items.push(...page);
  return items;
}

/** The pages of a list, one after the other. */
export async function* pagesOf<Item>(
  client: GatewayClient,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<readonly Item[]> {
  let after = '';
  do {
    const page: Page<Item> = await client.call(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}limit=500${after}`,
      signal ? { signal } : {},
    );
    yield page.items;
    after = page.nextCursor ? `&after=${encodeURIComponent(page.nextCursor)}` : '';
  } while (after !== '');
}
