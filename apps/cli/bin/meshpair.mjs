#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/main.js', import.meta.url);
if (!existsSync(fileURLToPath(program))) {
  console.error('meshpair is not built yet: run `npm start` or `npm run build` once.');
  process.exit(1);
}
await import(program.href);
