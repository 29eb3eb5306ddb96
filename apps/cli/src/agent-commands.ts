import type { Argv } from 'yargs';
import { CommandFailure, EXIT } from './exit-codes.js';
import type { Printer } from './output/printer.js';
import type { Shared } from './shared-options.js';

const load = () => import('./commands/up.js');

const stateOption = <T>(command: Argv<T>) =>
  command
    .option('state', {
      type: 'string',
      requiresArg: true,
      describe: 'The folder of its device.json; STATE_DIRECTORY or ~/.config/meshpair unless told',
    })
    .option('wg-port', {
      type: 'number',
      coerce: port,
      describe: 'Where its tunnels listen; 51820 unless told',
    });

/** The device's side: an agent that keeps it in its mesh, and what others ask of that. */
export function agentCommands(line: Argv<Shared>, printer: Printer, interrupted: AbortSignal): void {
  upCommand(line, printer, interrupted);
  line.command(
    'down',
    'Take this device out of its mesh; the agent that runs ends',
    (command) => stateOption(command),
    async (options) => (await load()).down(printer, options),
  );
  line.command(
    'token',
    'Print a fresh peer token of this device, for other programs',
    (command) =>
      stateOption(command)
        .option('for', {
          type: 'string',
          requiresArg: true,
          describe:
            'Print the header lines of a request to this URL instead, with a proof of the device’s key',
        })
        .option('method', { type: 'string', default: 'GET', describe: 'Of that request' })
        .example('curl -H @<($0 token --for "$url") "$url"', 'to a peer'),
    async (options) => (await load()).token(printer, options),
  );
  wgCommand(line, printer, interrupted);
}

function upCommand(line: Argv<Shared>, printer: Printer, interrupted: AbortSignal): void {
  line.command(
    'up [target]',
    'Keep this device in its mesh: renews its tokens, says that it is there; joins first if told',
    (command) =>
      stateOption(command)
        .positional('target', {
          type: 'string',
          describe: 'The join link or token, where this device is in no mesh yet; - reads it from stdin',
        })
        .option('setup-key-file', {
          type: 'string',
          requiresArg: true,
          describe: 'A file with a setup key to join with, - for standard input; or set MESHPAIR_SETUP_KEY',
        })
        .option('name', { type: 'string', describe: 'The name of this device; its host name unless told' })
        .option('again', { type: 'boolean', default: false, describe: 'Pair the same node anew' })
        .option('wg-file', {
          type: 'string',
          requiresArg: true,
          describe: 'A file for wg-quick with its peers, kept current (0600)',
        })
        .option('print-unit', {
          type: 'boolean',
          default: false,
          describe: 'Print a unit for systemd that does it, and nothing else',
        })
        .example("$0 up 'http://192.168.1.20:6969/join?token=…'", 'joins, and stays')
        .example('$0 up --wg-file /etc/wireguard/mesh.conf', 'with tunnels to its peers')
        .example('$0 up --print-unit > /etc/systemd/system/meshpair.service', 'at each start of the machine'),
    async (options) => {
      if (!options.printUnit) return (await load()).up(printer, options, interrupted);
      const { systemdUnit } = await import('./agent/systemd-unit.js');
      printer.show(systemdUnit([process.execPath, process.argv[1] ?? ''], options));
    },
  );
}

function wgCommand(line: Argv<Shared>, printer: Printer, interrupted: AbortSignal): void {
  line.command(
    'wg',
    'Print a file for wg-quick with the tunnels to the peers of this device',
    (command) =>
      stateOption(command)
        .option('output', { type: 'string', requiresArg: true, describe: 'Write it there instead (0600)' })
        .option('watch', {
          type: 'boolean',
          default: false,
          describe: 'Keep that file current, as `up --wg-file` does',
        })
        .check(({ watch, output }) => {
          if (!watch || output !== undefined) return true;
          throw new CommandFailure('--watch needs --output <file>', EXIT.usage, 'usage');
        })
        .example('$0 wg --output /etc/wireguard/mesh.conf && wg-quick up mesh', 'once'),
    async (options) => {
      const { up, wg } = await load();
      if (!options.watch) return wg(printer, options);
      return up(printer, { ...options, again: false, wgFile: options.output }, interrupted);
    },
  );
}

function port(given: number | undefined): number | undefined {
  if (given === undefined || (Number.isInteger(given) && given >= 1 && given <= 65_535)) return given;
  throw new CommandFailure('--wg-port takes a port, 1 to 65535', EXIT.usage, 'usage');
}
