import type { Argv } from 'yargs';
import { CommandFailure, EXIT } from './exit-codes.js';
import type { Printer } from './output/printer.js';
import type { Shared } from './shared-options.js';

/** What the operator does on the machine of the mesh itself. Loaded only then: they bring the database along. */
export function operatorCommands(line: Argv<Shared>, printer: Printer): void {
  line.command('owners', 'Add owners; list, rotate and revoke their keys; say who is admin', (command) =>
    ownersCommands(command, printer),
  );
  line.command(
    'link',
    'Print a fresh one-time sign-in link to the console, with its QR code',
    (command) =>
      command
        .option('owner', {
          type: 'string',
          describe: 'Whose console, by id or name; the first owner’s unless told',
        })
        .example('$0 link', 'on the machine of the mesh')
        .example('$0 link --owner Ada --url https://mesh.example', 'for another owner, at another address'),
    async (options) => {
      const { printSignInLink } = await import('./commands/link.js');
      await printSignInLink(printer, options);
    },
  );
  line.command('auditors', 'Say who may follow the events over NATS: add, list, remove', (command) =>
    auditorsCommands(command, printer),
  );
  line.command('audit-keys', 'Say who may read every owner’s trail over HTTP: add, list, revoke', (command) =>
    auditKeysCommands(command, printer),
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

const MAX_GRACE_SECONDS = 30 * 86_400;

const load = () => import('./commands/owners.js');

const text = { type: 'string', demandOption: true } as const;

/** The owners of the mesh and their keys. */
export const ownersCommands = (command: Argv<Shared>, printer: Printer): Argv<Shared> =>
  command
    .command('list', 'List the owners', {}, async () => (await load()).listOwners(printer))
    .command(
      'create <name>',
      'Add an owner; its first key is printed this once',
      (create) => create.positional('name', text),
      async (options) => (await load()).createOwner(printer, options.name),
    )
    .command(
      'keys <owner>',
      'List an owner’s keys, without their secrets',
      (keys) => keys.positional('owner', { ...text, describe: 'Its id or name' }),
      async (options) => (await load()).listOwnerKeys(printer, options.owner),
    )
    .command(
      'rotate <reference>',
      'Make a new key; the old one (all live ones of an owner) is revoked',
      (rotate) =>
        rotate
          .positional('reference', { ...text, describe: 'An owner’s id or name, or a key id' })
          .option('grace', {
            type: 'string',
            default: '0',
            describe: 'Seconds for which the old key still counts (30 days at most)',
            coerce: graceSeconds,
          }),
      async (options) => (await load()).rotateOwnerKey(printer, options.reference, options.grace),
    )
    .command(
      'revoke <key>',
      'End a key; it is refused everywhere within five seconds',
      (revoke) => revoke.positional('key', { ...text, describe: 'The middle part of mpo_<key id>_<secret>' }),
      async (options) => (await load()).revokeOwnerKey(printer, options.key),
    )
    .command(
      'admin <owner>',
      'Let an owner see all owners and add others, over the API and in the console',
      (admin) =>
        admin
          .positional('owner', { ...text, describe: 'Its id or name' })
          .option('off', { type: 'boolean', default: false, describe: 'Not any more' }),
      async (options) => (await load()).setAdmin(printer, options.owner, !options.off),
    )
    .command(
      'end-touches <owner>',
      'Let an owner verify PINs without a passkey again, who has lost theirs',
      (touches) => touches.positional('owner', { ...text, describe: 'Its id or name' }),
      async (options) => (await load()).endTouches(printer, options.owner),
    )
    .demandCommand(1, 'Say what to do: meshpair owners --help')
    .example('$0 owners create "Ada Lovelace"', 'on the machine of the mesh')
    .example('$0 owners rotate Ada --grace 3600', 'the old key counts for another hour');

const loadAuditors = () => import('./commands/auditors.js');

const auditorName = { ...text, describe: 'a-z, 0-9 and hyphens, 32 at most' } as const;

/** Who may read the copy of the events. */
const auditorsCommands = (command: Argv<Shared>, printer: Printer): Argv<Shared> =>
  command
    .command('list', 'List the auditors', {}, async () => (await loadAuditors()).listAuditors(printer))
    .command(
      'add <name>',
      'Add an auditor: a login of NATS, printed this once, and a durable consumer',
      (add) => add.positional('name', auditorName),
      async (options) => (await loadAuditors()).addAuditor(printer, options.name),
    )
    .command(
      'remove <name>',
      'End an auditor’s login, and forget how far it was',
      (remove) => remove.positional('name', auditorName),
      async (options) => (await loadAuditors()).removeAuditor(printer, options.name),
    )
    .demandCommand(1, 'Say what to do: meshpair auditors --help')
    .example('$0 auditors add accounting', 'on the machine of the mesh');

const loadAuditKeys = () => import('./commands/audit-keys.js');

/** Who may read the trails of all owners. */
const auditKeysCommands = (command: Argv<Shared>, printer: Printer): Argv<Shared> =>
  command
    .command('list', 'List these keys, without their secrets', {}, async () =>
      (await loadAuditKeys()).listKeysOfAll(printer),
    )
    .command(
      'add <name>',
      'Make a key that reads every trail, and nothing else; it is printed this once',
      (add) => add.positional('name', { ...text, describe: 'Whose it is, for the owners to know it by' }),
      async (options) => (await loadAuditKeys()).addKeyOfAll(printer, options.name),
    )
    .command(
      'revoke <key>',
      'End such a key; it is refused everywhere within five seconds',
      (revoke) => revoke.positional('key', { ...text, describe: 'The middle part of mpa_<key id>_<secret>' }),
      async (options) => (await loadAuditKeys()).revokeKeyOfAll(printer, options.key),
    )
    .demandCommand(1, 'Say what to do: meshpair audit-keys --help')
    .example('$0 audit-keys add "Ernst, auditor"', 'on the machine of the mesh; each owner is told');

function graceSeconds(given: string): number {
  const seconds = Number(given);
  if (/^\d+$/.test(given) && seconds <= MAX_GRACE_SECONDS) return seconds;
  throw new CommandFailure(`--grace takes whole seconds, ${MAX_GRACE_SECONDS} at most`, EXIT.usage, 'usage');
}
