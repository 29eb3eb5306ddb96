import { runJest } from './jest.mjs';

process.env.FUZZ_INPUTS ||= '20000';
process.exit(await runJest('e2e', ['test/fuzz/']));
