#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Arguments may hold what opens a mesh, and the list of processes is everybody's.
process.title = 'meshpair';

const program = new URL('../bundle/main.js', import.meta.url);
if (!existsSync(fileURLToPath(program))) {
  console.error('meshpair is not built yet: run `npm start` or `npm run build` once.');
  process.exit(1);
}
// A container image has the right Node, and no scripts.
const scripts = new URL('../../../scripts/supported-node.mjs', import.meta.url);
if (existsSync(fileURLToPath(scripts))) await (await import(scripts.href)).goOnWithSupportedNode();
await import(program.href);
