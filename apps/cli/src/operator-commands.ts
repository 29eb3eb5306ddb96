import type { Argv } from 'yargs';
import { ownersCommands } from './owners-commands.js';
import type { Printer } from './output/printer.js';
import type { Shared } from './shared-options.js';

/** What the operator does on the machine of the mesh itself. Loaded only then: they bring the database along. */
export function operatorCommands(line: Argv<Shared>, printer: Printer): void {
  line.command('owners', 'Add owners; list, rotate and revoke their keys', (command) =>
    ownersCommands(command, printer),
  );
  line.command(
    'doctor',
    'Check Postgres, NATS, Redis, ports and the address in the QR code',
    (command) => command.example('$0 doctor', 'on the machine that runs the mesh'),
    async (options) => {
      const { doctor } = await import('./commands/doctor.js');
      await doctor(printer, options);
    },
  );
}
