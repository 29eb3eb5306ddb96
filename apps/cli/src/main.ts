import { hideBin } from 'yargs/helpers';
import { commandLine } from './command-line.js';
import { CommandFailure, EXIT } from './exit-codes.js';
import { plain } from './output/printer.js';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());

try {
  await commandLine(hideBin(process.argv), interruption.signal).parseAsync();
} catch (error) {
  report(error);
}

function report(error: unknown): void {
  const isJson = process.argv.includes('--json');
  if (interruption.signal.aborted && !(error instanceof CommandFailure)) {
    process.exitCode = EXIT.interrupted;
    return;
  }
  const message = plain(error instanceof Error ? error.message : String(error));
  const code = error instanceof CommandFailure ? error.code : 'failed';
  process.exitCode = error instanceof CommandFailure ? error.exitCode : EXIT.failed;
  process.stderr.write(`${isJson ? JSON.stringify({ error: code, message }) : message}\n`);
}
