import { commandFailureOf } from './api/gateway-client.js';
import { commandLine } from './command-line.js';
import { CommandFailure, EXIT, type ExitCode } from './exit-codes.js';
import { Printer } from './output/printer.js';
import type { Terminal } from './output/terminal.js';

const WIDEST = 110;

/** Runs one command line; answers the exit code. */
export async function run(
  args: string[],
  interrupted: AbortSignal,
  terminal: Terminal = process,
): Promise<ExitCode> {
  const printer = new Printer(args.includes('--json'), terminal);
  const isForShell = args.includes('--get-yargs-completions');
  const width = Math.min(WIDEST, printer.columns ?? 80);
  try {
    await commandLine(args, printer, interrupted).parseAsync(args, {}, (_error, _options, output) => {
      if (output !== '') printer.show(isForShell ? output : reflow(output, width));
    });
    return EXIT.ok;
  } catch (thrown) {
    const error = commandFailureOf(thrown) ?? thrown;
    if (interrupted.aborted && !(error instanceof CommandFailure)) return EXIT.interrupted;
    printer.fail(error);
    return error instanceof CommandFailure ? error.exitCode : EXIT.failed;
  }
}

/** Wraps lines at words; what a line goes on with stands below its last column (after two spaces or more). */
const reflow = (text: string, width: number): string =>
  text
    .split('\n')
    .flatMap((line) => (line.length <= width ? [line] : wrapLine(line, width)))
    .join('\n');

function wrapLine(line: string, width: number): readonly string[] {
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  const column = /^ *\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? indent;
  // Two columns side by side need half of the width for the second.
  if (column > indent && column > width / 2)
    return [
      ...hang(line.slice(indent, column), indent, width),
      ...hang(line.slice(column), indent + 4, width),
    ];
  const [first = '', ...rest] = hang(line.slice(column), column, width);
  return [line.slice(0, column) + first.trimStart(), ...rest];
}

/** A word that is wider than the lines stays whole. */
function hang(text: string, indent: number, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/ +/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(`${' '.repeat(indent)}${word}`);
  }
  return lines;
}
