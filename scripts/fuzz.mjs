import { runJest } from './jest.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

await goOnWithSupportedNode();
process.env.FUZZ_INPUTS ||= '20000';
process.exit(await runJest('e2e', ['test/fuzz/']));
