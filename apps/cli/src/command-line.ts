import type { Argv } from 'yargs';
import { IP_CONFLICT_ACTIONS } from '@meshpair/contracts';
import { agentCommands } from './agent-commands.js';
import { ownerClient } from './api/connection.js';
import { approve } from './commands/approve.js';
import { completion, SHELLS } from './commands/completion.js';
import { join } from './commands/join.js';
import { login, logout } from './commands/login.js';
import { pair } from './commands/pair.js';
import { status } from './commands/status.js';
import { CommandFailure, EXIT } from './exit-codes.js';
import { operatorCommands } from './operator-commands.js';
import type { Printer } from './output/printer.js';
import { ownerCommands } from './owner-commands.js';
import { setupKeyCommands } from './setup-key-commands.js';
import { type Shared, shared } from './shared-options.js';
import { VERSION } from './version.js';
import { wrongUsage, type YargsUsage } from './wrong-usage.js';

const EXIT_CODES = `Exit codes:
  0    done
  1    failed
  2    wrong usage
  3    no valid owner key
  4    refused (denied, expired, not found …)
  5    not reachable, not ready or busy
  130  interrupted

Environment: MESHPAIR_URL, MESHPAIR_OWNER_KEY, MESHPAIR_AUDIT_KEY, MESHPAIR_SETUP_KEY, DATA_DIR, STATE_DIRECTORY, NO_COLOR`;

/** The whole command line; `parseAsync` runs the command and throws a `CommandFailure`. */
export function commandLine(args: string[], printer: Printer, interrupted: AbortSignal): Argv<Shared> {
  const line = shared(args);
  pairCommand(line, printer, interrupted);
  joinCommand(line, printer, interrupted);
  approvalCommand(line, printer, interrupted);
  agentCommands(line, printer, interrupted);
  ownerCommands(line, printer, interrupted);
  setupKeyCommands(line, printer);
  sessionCommands(line, printer);
  operatorCommands(line, printer);
  return (
    line
      .demandCommand(1, 'Say what to do: meshpair --help')
      .strictCommands()
      .strictOptions()
      .version(printer.isJson ? JSON.stringify({ version: VERSION }) : VERSION)
      .help()
      .alias('help', 'h')
      .epilogue(EXIT_CODES)
      // Whoever prints it wraps it.
      .wrap(null)
      .exitProcess(false)
      .fail((message: string | null, error: Error | undefined, usage: unknown) => {
        // With a message it is the command line; without one a command has failed.
        if (message === null && error !== undefined) throw error;
        throw wrongUsage(message, usage as YargsUsage);
      })
  );
}

function sessionCommands(line: Argv<Shared>, printer: Printer): void {
  line
    .command(
      'status',
      'Say which mesh this is, whether it is ready, and who is signed in',
      (command) => command,
      (options) => status(printer, options),
    )
    .command(
      'login',
      'Keep the owner key for the commands that follow',
      (command) =>
        command.example('$0 login --url http://192.168.1.20:6969', 'asks for the key; or pipe it in'),
      (options) => login(printer, options),
    )
    .command('logout', 'Forget the owner key that login has kept', {}, () => logout(printer))
    .command(
      'completion [shell]',
      'Print the completion for a shell',
      (command) =>
        command
          .positional('shell', { choices: SHELLS, describe: `${SHELLS.join(', ')}; yours unless told` })
          .example('source <($0 completion bash)', 'in ~/.bashrc')
          .example('$0 completion fish > ~/.config/fish/completions/meshpair.fish', 'once'),
      (options) => completion(printer, options.shell),
    );
}

function pairCommand(line: Argv<Shared>, printer: Printer, interrupted: AbortSignal): void {
  line.command(
    'pair',
    'Pair a device: shows the QR code, follows what happens, asks for the PIN',
    (command) =>
      command
        .option('ttl', {
          type: 'number',
          describe: 'Seconds until the code expires (60–600)',
          coerce: seconds,
        })
        .option('label', { type: 'string', describe: 'A word for yourself, shown in the list of pairings' })
        .option('permission', {
          type: 'string',
          array: true,
          describe: 'What the device will be allowed; repeat it',
        })
        .option('on-ip-conflict', {
          choices: IP_CONFLICT_ACTIONS,
          describe:
            'Where others have its address: keep both, refuse it, or replace one; asked for unless told',
        })
        .option('replace', { type: 'string', describe: 'The id or name of the node to replace' })
        .check(({ onIpConflict, replace }) => {
          if ((onIpConflict === 'replace') === (replace !== undefined)) return true;
          throw new CommandFailure(
            '--replace <node> and --on-ip-conflict replace go together',
            EXIT.usage,
            'usage',
          );
        })
        .example('$0 pair', 'with a QR code in this terminal')
        .example('$0 pair --ttl 60 --permission mesh:read', 'a shorter time, and less allowed')
        .example('echo 123456 | $0 pair --json', 'for programs: reads the PIN from stdin'),
    async (options) => pair(await ownerClient(options), printer, options, interrupted),
  );
}

function joinCommand(line: Argv<Shared>, printer: Printer, interrupted: AbortSignal): void {
  line.command(
    'join [target]',
    'Make this device a node: prints the PIN and waits for the owner, or uses a setup key; keeps the credentials (0600)',
    (command) =>
      command
        .positional('target', {
          type: 'string',
          describe:
            'The join link, the join token, or the code of 8 letters beside the QR code; none with a setup key, or to come back as the same node',
        })
        .option('setup-key-file', {
          type: 'string',
          requiresArg: true,
          describe: 'A file with a setup key, - for standard input; or set MESHPAIR_SETUP_KEY',
        })
        .option('name', { type: 'string', describe: 'The name of this device; its host name unless told' })
        .option('output', { type: 'string', describe: 'Where the credentials go' })
        .option('again', { type: 'boolean', default: false, describe: 'Pair the same node anew' })
        .example('$0 join WDJB-MJHT --url http://192.168.1.20:6969', 'with the code that the owner reads out')
        .example(
          '$0 join --setup-key-file /run/secrets/setup-key --url http://192.168.1.20:6969',
          'where nobody watches',
        )
        .example("$0 join 'http://192.168.1.20:6969/join?token=…'", 'with the link below the QR code'),
    (options) => join(printer, options, interrupted),
  );
}

function approvalCommand(line: Argv<Shared>, printer: Printer, interrupted: AbortSignal): void {
  line.command(
    'approve <code>',
    'Let a device in by the code on its screen, where it shows one (RFC 8628)',
    (command) =>
      command
        .positional('code', { type: 'string', demandOption: true, describe: 'The 8 letters on its screen' })
        .option('yes', { type: 'boolean', alias: 'y', default: false, describe: 'Do not ask' })
        .option('on-ip-conflict', {
          choices: ['reject', 'allow'] as const,
          describe: 'Where others have its address: refuse it, or keep both',
        })
        .example('$0 approve WDJB-MJHT', 'shows who it is, and asks'),
    async (options) => approve(await ownerClient(options), printer, options, interrupted),
  );
}

function seconds(given: number | undefined): number | undefined {
  if (given === undefined || (Number.isInteger(given) && given >= 60 && given <= 600)) return given;
  throw new CommandFailure('--ttl takes whole seconds, 60 to 600', EXIT.usage, 'usage');
}
