import { hideBin } from 'yargs/helpers';
import { run } from './run.js';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());

process.exitCode = await run(hideBin(process.argv), interruption.signal);
