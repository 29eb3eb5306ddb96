// Writes src/schema.ts from the OpenAPI document in docs/; with --check it only says whether that is needed.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const FILE = new URL('src/schema.ts', import.meta.url);
const HEADER = '// Made from /openapi.json by `npm run openapi`.\n\n';

const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);

const [flag] = process.argv.slice(2);
const document = JSON.parse(await readFile(DOCUMENT, 'utf8'));
const types = HEADER + astToString(await openapiTS(document, { alphabetize: true }));
const written = await readFile(FILE, 'utf8').catch(() => '');
if (flag === '--check') {
  if (types !== written) console.error('libs/client/src/schema.ts is stale. Run: npm run openapi');
  process.exitCode = types === written ? 0 : 1;
} else if (types !== written) {
  await writeFile(FILE, types);
}
