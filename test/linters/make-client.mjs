// Makes a client from an OpenAPI document, and the program that uses it, in a folder: `consumer.js` there runs.
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { rolldown } from 'rolldown';

const [document, folder] = process.argv.slice(2);
await createClient({
  // Absolute: the rest it would take for a name on its maker's server.
  input: resolve(document),
  output: join(folder, 'generated'),
  logs: { level: 'silent', file: false },
});
copyFileSync(new URL('consumer.mts', import.meta.url), join(folder, 'consumer.mts'));
const built = await rolldown({ input: join(folder, 'consumer.mts'), platform: 'node', logLevel: 'silent' });
await built.write({ file: join(folder, 'consumer.js') });
