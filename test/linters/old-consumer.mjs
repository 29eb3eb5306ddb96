// Reads events (NDJSON) as a consumer does that was written for the schemas in a folder, and prints what it made of them.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [folder] = process.argv.slice(2);
const ajv = new Ajv.default({ strict: false });
addFormats(ajv);
const readers = new Map(
  readdirSync(folder).map((file) => [
    basename(file, '.json'),
    ajv.compile(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  ]),
);

const events = (await text(process.stdin))
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const known = events.filter(({ type }) => readers.has(type));
const faults = known.flatMap((event) => {
  const isReadable = readers.get(event.type);
  return isReadable(event) ? [] : [`${event.type}: ${ajv.errorsText(isReadable.errors)}`];
});
console.log(
  JSON.stringify({
    read: [...new Set(known.map(({ type }) => type))].sort(),
    passedOver: events.filter((event) => !known.includes(event)).map(({ type }) => type),
    faults,
  }),
);
