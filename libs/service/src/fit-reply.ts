/** NATS carries a message of 1 MB unless told otherwise; a reply is a little more than its page. */
const MOST_BYTES = 768 * 1024;

/** So many are always small enough: no event, node or pairing is larger than 7 kB. */
const SURELY_FIT = 100;

/** The first of the items that one reply has room for: one at least. What a page leaves out, the next one begins with. */
export function fitReply<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= SURELY_FIT) return items;
  let bytes = 0;
  const tooMany = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    return index > 0 && bytes > MOST_BYTES;
  });
  return tooMany === -1 ? items : items.slice(0, tooMany);
}
