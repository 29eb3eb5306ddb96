import { IP_CONFLICT_ACTIONS } from '@meshpair/contracts';
import type { Argv } from 'yargs';
import { ownerClient } from './api/connection.js';
import { join } from './commands/join.js';
import { login } from './commands/login.js';
import { pair } from './commands/pair.js';
import { CommandFailure, EXIT } from './exit-codes.js';
import { operatorCommands } from './operator-commands.js';
import { ownerCommands } from './owner-commands.js';
import { Printer } from './output/printer.js';
import { shared, type Shared } from './shared-options.js';

const EXIT_CODES = `Exit codes: 0 done · 1 failed · 2 wrong usage · 3 no valid owner key · 4 refused (denied, expired, not found …)
            5 not reachable or busy · 130 interrupted
Environment: MESHPAIR_URL, MESHPAIR_OWNER_KEY, DATA_DIR`;

/** The whole command line; `parseAsync` runs the command and throws a `CommandFailure`. */
export function commandLine(args: string[], interrupted: AbortSignal): Argv<Shared> {
  const line = shared(args);
  deviceCommands(line, interrupted);
  ownerCommands(line, interrupted);
  operatorCommands(line);
  return line
    .command(
      'login',
      'Keep the owner key for the commands that follow',
      (command) =>
        command.example('$0 login --url http://192.168.1.20:6969', 'asks for the key; or pipe it in'),
      (options) => login(new Printer(options.json), options),
    )
    .completion('completion', 'Print the shell completion (bash, zsh): source <(meshpair completion)')
    .demandCommand(1, 'Say what to do: meshpair --help')
    .strict()
    .recommendCommands()
    .version(false)
    .help()
    .alias('help', 'h')
    .epilogue(EXIT_CODES)
    .wrap(Math.min(110, process.stdout.columns || 100))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // With a message it is the command line; without one a command has failed.
      if (message === null && error !== undefined) throw error;
      throw new CommandFailure(message ?? 'Wrong usage', EXIT.usage, 'usage');
    });
}

function deviceCommands(line: Argv<Shared>, interrupted: AbortSignal): void {
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
        .option('replace', { type: 'string', describe: 'The id of the node to replace' })
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
    async (options) => pair(await ownerClient(options), new Printer(options.json), options, interrupted),
  );
  line.command(
    'join <target>',
    'Make this device a node: prints the PIN, waits for the owner, keeps the credentials (0600)',
    (command) =>
      command
        .positional('target', {
          type: 'string',
          demandOption: true,
          describe: 'The join link or the join token',
        })
        .option('name', { type: 'string', describe: 'The name of this device; its host name unless told' })
        .option('output', { type: 'string', describe: 'Where the credentials go' })
        .option('again', { type: 'boolean', default: false, describe: 'Pair the same node anew' })
        .example("$0 join 'http://192.168.1.20:6969/join?token=…'", 'with the link below the QR code'),
    (options) => join(new Printer(options.json), options, interrupted),
  );
}

function seconds(given: number | undefined): number | undefined {
  if (given === undefined || (Number.isInteger(given) && given > 0)) return given;
  throw new CommandFailure('--ttl must be a number of seconds', EXIT.usage, 'usage');
}
