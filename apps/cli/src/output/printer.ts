import { text } from 'node:stream/consumers';
import { CommandFailure } from '../exit-codes.js';
import { type Asker, openAsker } from './ask.js';
import { jsonLine, plain } from './plain.js';
import { type Canvas, drawQrCode, qrCodeWidth } from './qr-code.js';
import { type Columns, tableLines } from './table.js';
import type { Terminal } from './terminal.js';

/**
 * Says things to people, or with `--json` to programs: one JSON value a line. All that leaves this program goes
 * through here, and nothing that a server has sent steers the terminal.
 */
export class Printer {
  constructor(
    readonly isJson: boolean,
    private readonly terminal: Terminal = process,
  ) {}

  /** The columns of a terminal; undefined for a file or a pipe. */
  get columns(): number | undefined {
    const { isTTY, columns } = this.terminal.stdout;
    return isTTY ? columns || undefined : undefined;
  }

  private get canvas(): Canvas {
    const { stdout } = this.terminal;
    return { isTerminal: stdout.isTTY ?? false, colorDepth: stdout.getColorDepth?.() ?? 1 };
  }

  /** One line for people; a line break in it is none. */
  say(line = ''): void {
    if (!this.isJson) this.terminal.stdout.write(`${plain(line)}\n`);
  }

  /** A value for programs. */
  emit(value: unknown): void {
    if (this.isJson) this.terminal.stdout.write(`${jsonLine(value)}\n`);
  }

  /** A list: a table for people, an item a line for programs. */
  list<Item>(items: readonly Item[], columns: Columns<Item>, none: string): void {
    if (this.isJson) return items.forEach((item) => this.emit(item));
    const lines = items.length === 0 ? [none] : tableLines(items, columns, this.columns);
    lines.forEach((line) => this.say(line));
  }

  /** Text that is this program's own, with its line breaks and colours. */
  show(ownText: string): void {
    this.terminal.stdout.write(`${ownText}\n`);
  }

  /** A QR code, where it fits, for people. */
  sayQrCode(text: string): void {
    if (this.isJson) return;
    const width = qrCodeWidth(text);
    if ((this.columns ?? width) >= width) this.show(drawQrCode(text, this.canvas).join('\n'));
    else this.say(`The QR code needs a window of ${width} columns.`);
  }

  /** What went wrong: a line for people, the problem (RFC 9457) for programs. */
  fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const problem = error instanceof CommandFailure ? error.problem : { title: message, code: 'failed' };
    this.terminal.stderr.write(`${this.isJson ? jsonLine(problem) : plain(message)}\n`);
  }

  /** All that a pipe or file gives; undefined where a person types. */
  async pipedInput(): Promise<string | undefined> {
    const { stdin } = this.terminal;
    return stdin.isTTY ? undefined : text(stdin);
  }

  openAsker(options: { hidden?: boolean } = {}): Asker {
    return openAsker(this.terminal, options);
  }

  /** Asks for a yes; only a terminal can give one. */
  async confirmed(question: string): Promise<boolean> {
    if (!this.terminal.stdin.isTTY) return false;
    const asker = this.openAsker();
    try {
      return /^y(es)?$/i.test((await asker.ask(`${question} [y/N] `)) ?? '');
    } finally {
      asker.close();
    }
  }
}
