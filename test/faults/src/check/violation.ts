/** One way in which a promise was not kept. */
export interface Violation {
  readonly what: string;
  /** The pairing (or owner, or node) that it happened to. */
  readonly id: string;
}

export interface Invariant {
  readonly name: string;
  /** How many things were looked at: a check of nothing proves nothing. */
  readonly checked: number;
  readonly violations: readonly Violation[];
}

/** Checks each item; `problemOf` answers what is wrong with it. */
export function check<Item>(
  name: string,
  items: readonly Item[],
  idOf: (item: Item) => string,
  problemOf: (item: Item) => string | undefined,
): Invariant {
  const violations = items.flatMap((item) => {
    const what = problemOf(item);
    return what === undefined ? [] : [{ what, id: idOf(item) }];
  });
  return { name, checked: items.length, violations };
}

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
