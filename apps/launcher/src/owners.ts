import { withOwnerKeys } from '@meshpair/persistence';
import { readSettings } from '@meshpair/settings';
import { meshDatabaseUrl } from './mesh-database.js';
import { BadCommandLine, OWNERS_USAGE, readOwnersCommand } from './owners/owners-command.js';
import { runOwnersCommand } from './owners/run-owners-command.js';

/** `npm run owners`: exit code 0 when done, 1 when refused or without a database, 2 for a bad command line. */
try {
  const { command, json } = readOwnersCommand(process.argv.slice(2));
  if (command.kind === 'help') {
    console.log(OWNERS_USAGE);
  } else {
    const databaseUrl = await meshDatabaseUrl(readSettings(process.env));
    const outcome = await withOwnerKeys(databaseUrl, (keys) => runOwnersCommand(keys, command));
    if (json) console.log(JSON.stringify(outcome.ok ? outcome.data : { error: outcome.data }, null, 2));
    else if (outcome.ok) console.log(outcome.text);
    else console.error(outcome.text);
    process.exitCode = outcome.ok ? 0 : 1;
  }
} catch (error) {
  const isUsage = error instanceof BadCommandLine;
  console.error(error instanceof Error ? error.message : error);
  if (isUsage) console.error(`\n${OWNERS_USAGE}`);
  process.exitCode = isUsage ? 2 : 1;
}
