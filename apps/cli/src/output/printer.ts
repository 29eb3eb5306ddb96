import Table from 'cli-table3';

/** Says things to people, or with `--json` to programs: one JSON value a line on stdout, nothing else. */
export class Printer {
  constructor(
    readonly isJson: boolean,
    private readonly out: NodeJS.WritableStream = process.stdout,
  ) {}

  /** A line for people. */
  say(text = ''): void {
    if (!this.isJson) this.out.write(`${text}\n`);
  }

  /** A value for programs. */
  emit(value: unknown): void {
    if (this.isJson) this.out.write(`${JSON.stringify(value)}\n`);
  }

  /** A list: a table for people, `items` for programs. */
  list<Item>(
    items: readonly Item[],
    columns: Readonly<Record<string, (item: Item) => string>>,
    none: string,
  ): void {
    this.emit({ items });
    if (items.length === 0) return this.say(none);
    const cells = Object.values(columns);
    const table = new Table({
      head: Object.keys(columns),
      chars: NO_LINES,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    });
    table.push(...items.map((item) => cells.map((cell) => plain(cell(item)))));
    this.say(table.toString());
  }
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('left-mid', 'mid-mid', 'right-mid')
    .map((place) => [place, '']),
);

/** A name that somebody else chose must not steer this terminal. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '�');

/** `3 min ago`, for a list. */
export function ago(time: string | null, now = Date.now()): string {
  if (time === null) return 'never';
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}
