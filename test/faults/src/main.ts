import { createWriteStream } from 'node:fs';
import { lacksDisk, readOptions, USAGE } from './options.js';
import { isBroken, printReport, type RunResult } from './report.js';
import { runFaults } from './run-faults.js';
import { runOnOwnDisk } from './run-on-own-disk.js';

const print = (line: string): void => console.log(line);

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const options = readOptions(args);
  if (options === undefined) {
    print(USAGE);
    return 0;
  }
  if (lacksDisk(options)) {
    const code = await runOnOwnDisk(args);
    if (code !== undefined) return code;
    print('This machine allows no mount namespace: the disk is not filled');
  }
  const file = options.logFile === undefined ? undefined : createWriteStream(options.logFile);
  const results: RunResult[] = [];
  for (const seed of options.seeds) {
    const result = await runFaults(seed, options, { print, onLine: (line) => file?.write(`${line}\n`) });
    printReport(result, print);
    results.push(result);
  }
  const broken = results.filter(isBroken);
  if (results.length > 1) {
    print(`\n${results.length} runs, ${broken.length} with broken invariants`);
    for (const { seed } of broken) print(`  npm run test:faults -- --seed ${seed}`);
  }
  return broken.length === 0 ? 0 : 1;
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
