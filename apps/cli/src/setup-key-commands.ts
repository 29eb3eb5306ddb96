import type { Argv } from 'yargs';
import { ownerClient } from './api/connection.js';
import { listSetupKeys, makeSetupKey, revokeSetupKey } from './commands/setup-keys.js';
import type { Printer } from './output/printer.js';
import type { Shared } from './shared-options.js';

/** What devices join with that nobody watches. */
export const setupKeyCommands = (line: Argv<Shared>, printer: Printer): Argv<Shared> =>
  line.command('setup-keys', 'Make, list and revoke the keys that devices join with', (command) =>
    command
      .command(
        'make [label]',
        'Make a setup key; it is shown this once',
        makeOptions,
        async ({ label, uses, ttl, permission, tag, ephemeral, ask, alone, ...options }) =>
          makeSetupKey(await ownerClient(options), printer, {
            ...(label !== undefined && { label }),
            ...(uses !== undefined && { uses }),
            ...(ttl !== undefined && { ttlSeconds: ttl }),
            ...(permission !== undefined && { permissions: permission }),
            ...(tag !== undefined && { tags: tag }),
            ...(ephemeral !== undefined && { ephemeralSeconds: ephemeral }),
            ...(ask && { asksOwner: true }),
            ...(alone && { onIpConflict: 'reject' as const }),
          }),
      )
      .command(
        'list',
        'List the setup keys and how often each was used, the newest first',
        (list) => list,
        async (options) => listSetupKeys(await ownerClient(options), printer),
      )
      .command(
        'revoke <id>',
        'Revoke a setup key; the devices that have joined with it stay',
        (revoke) => revoke.positional('id', { type: 'string', demandOption: true }),
        async (options) => revokeSetupKey(await ownerClient(options), printer, options.id),
      )
      .demandCommand(1, 'Say what to do: meshpair setup-keys --help')
      .example(
        '$0 setup-keys make runners --uses 50 --tag ci --ephemeral 3600',
        'for a fleet that comes and goes',
      )
      .example('$0 setup-keys make kiosk --ask', 'for one device, which you approve in the console'),
  );

const makeOptions = (make: Argv<Shared>) =>
  make
    .positional('label', { type: 'string', describe: 'A word for yourself' })
    .option('uses', { type: 'number', describe: 'Devices that it lets in; one unless told' })
    .option('ttl', { type: 'number', describe: 'Seconds until it ends; a day unless told' })
    .option('permission', {
      type: 'string',
      array: true,
      describe: 'What the devices will be allowed; repeat it',
    })
    .option('tag', { type: 'string', array: true, describe: 'A tag of the devices; repeat it' })
    .option('ephemeral', { type: 'number', describe: 'Remove a device that is unseen for so many seconds' })
    .option('ask', {
      type: 'boolean',
      default: false,
      describe: 'Have each device wait until you approve it',
    })
    .option('alone', {
      type: 'boolean',
      default: false,
      describe: 'Refuse a device at the address of another',
    });
