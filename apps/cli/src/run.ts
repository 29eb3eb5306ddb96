import { commandLine } from './command-line.js';
import { CommandFailure, EXIT, type ExitCode } from './exit-codes.js';
import { Printer } from './output/printer.js';
import type { Terminal } from './output/terminal.js';
import { reflow } from './output/reflow.js';

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
  } catch (error) {
    if (interrupted.aborted && !(error instanceof CommandFailure)) return EXIT.interrupted;
    printer.fail(error);
    return error instanceof CommandFailure ? error.exitCode : EXIT.failed;
  }
}
