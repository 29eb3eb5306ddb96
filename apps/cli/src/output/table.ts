import Table from 'cli-table3';
import { plain } from './plain.js';

export type Columns<Item> = Readonly<Record<string, (item: Item) => string>>;

/** Rows below their heads; one block an item where they would not fit into the width. */
export function tableLines<Item>(
  items: readonly Item[],
  columns: Columns<Item>,
  width: number | undefined,
): readonly string[] {
  const heads = Object.keys(columns);
  const rows = items.map((item) => Object.values(columns).map((cell) => plain(String(cell(item)))));
  const table = new Table({
    head: heads,
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows);
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  if (width === undefined || lines.every((line) => line.length <= width)) return lines;
  const longest = Math.max(...heads.map((head) => head.length));
  return rows.flatMap((cells) => [
    ...heads.flatMap((head, at) => (cells[at] ? [`${head.padEnd(longest)}  ${cells[at]}`] : [])),
    '',
  ]);
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('left-mid', 'mid-mid', 'right-mid')
    .map((place) => [place, '']),
);
