import type { Argv } from 'yargs';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { gatewayUrl, ownerClient, trailClient } from './api/connection.js';
import { gatewayAt } from './api/gateway-client.js';
import { exportAudit, listAuditKeys, verifyAudit } from './commands/audit.js';
import { changeNode, listNodes, removeNodes } from './commands/nodes.js';
import { cancelPairing, listPairings, showEvents } from './commands/pairings.js';
import type { Printer } from './output/printer.js';
import type { Shared } from './shared-options.js';

/** Nodes, pairings and events: what an owner looks at and changes. */
export function ownerCommands(line: Argv<Shared>, printer: Printer, interrupted: AbortSignal): void {
  line.command(
    'nodes',
    'List the nodes',
    (command) => nodeCommands(command, printer),
    async (options) => listNodes(await ownerClient(options), printer, options.tag),
  );
  line.command(
    'pairings',
    'List the open pairings',
    (command) =>
      command
        .option('all', {
          type: 'boolean',
          default: false,
          describe: 'Also those that have ended',
          global: false,
        })
        .command(
          'cancel <id>',
          'Cancel an open pairing',
          (cancel) => cancel.positional('id', { type: 'string', demandOption: true }),
          async (options) => cancelPairing(await ownerClient(options), printer, options.id),
        ),
    async (options) => listPairings(await ownerClient(options), printer, options.all),
  );
  line.command(
    'events',
    'Show the audit events, oldest first',
    (command) =>
      command
        .option('follow', {
          type: 'boolean',
          alias: 'f',
          default: false,
          describe: 'Go on with each new event',
        })
        .option('type', { choices: ALL_EVENT_TYPES, describe: `Only ${ALL_EVENT_TYPES.join(', ')}` })
        .option('pairing', { type: 'string', describe: 'Only events of this pairing' })
        .example('$0 events --follow --json', 'a feed for another program'),
    async (options) => showEvents(await ownerClient(options), printer, options, interrupted),
  );
  line.command('audit', 'Export the signed audit trail, and check an export', (command) =>
    auditCommands(command, printer, interrupted),
  );
}

const auditCommands = (command: Argv<Shared>, printer: Printer, interrupted: AbortSignal): Argv<Shared> =>
  command
    .command(
      'export <file>',
      'Write every event, in the hash chain, with signed checkpoints, into a file',
      (exported) =>
        exported
          .positional('file', { type: 'string', demandOption: true })
          .option('owner', { type: 'string', describe: 'Whose trail, by id, with a key that reads several' }),
      async (options) => exportAudit(await trailClient(options), printer, options, interrupted),
    )
    .command(
      'verify <file>',
      'Check such a file offline; names the first place that does not fit',
      (verified) =>
        verified
          .positional('file', {
            type: 'string',
            demandOption: true,
            describe: 'The export; - reads it from stdin',
          })
          .option('key', {
            type: 'string',
            array: true,
            default: [],
            describe: 'A key to trust, as `meshpair audit keys` lists it; repeat it',
          }),
      (options) => verifyAudit(printer, options.file, options.key),
    )
    .command(
      'keys',
      'List the keys that the mesh signs its trails with',
      (keys) => keys,
      async (options) => listAuditKeys(gatewayAt(await gatewayUrl(options), undefined, options), printer),
    )
    .demandCommand(1, 'Say what to do: meshpair audit --help')
    .example('$0 audit export trail.ndjson', 'as the owner, or by the key in MESHPAIR_AUDIT_KEY')
    .example('$0 audit verify trail.ndjson', 'needs no mesh and no owner key');

const nodeCommands = (command: Argv<Shared>, printer: Printer): Argv<Shared & { tag: string | undefined }> =>
  command
    // Of the list alone: where nodes are changed, it would be passed over.
    .option('tag', { type: 'string', describe: 'Those with this tag only', global: false })
    .command(
      'rename <node> <name>',
      'Give a node another name',
      (rename) =>
        rename
          .positional('node', { type: 'string', demandOption: true, describe: 'Its id or name' })
          .positional('name', { type: 'string', demandOption: true, describe: 'Its new name' }),
      async ({ node, name, ...options }) => changeNode(await ownerClient(options), printer, node, { name }),
    )
    .command(
      'tag <node> [tags..]',
      'Give a node these tags and no others; without any, it has none',
      (tag) =>
        tag
          .positional('node', { type: 'string', demandOption: true, describe: 'Its id or name' })
          .positional('tags', { type: 'string', array: true, default: [], describe: 'Its tags' }),
      async ({ node, tags, ...options }) => changeNode(await ownerClient(options), printer, node, { tags }),
    )
    .command(
      'remove <nodes..>',
      'Remove nodes; their tokens end at once',
      (remove) =>
        remove
          .positional('nodes', {
            type: 'string',
            array: true,
            demandOption: true,
            describe: 'Their ids or names',
          })
          .option('yes', { type: 'boolean', alias: 'y', default: false, describe: 'Do not ask' }),
      async (options) => removeNodes(await ownerClient(options), printer, options.nodes, options.yes),
    );
