// Prints, as JSON, what AsyncAPI's parser and its rules find in a document.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const [file] = process.argv.slice(2);
const { document, diagnostics } = await new Parser().parse(readFileSync(file, 'utf8'));
const found = diagnostics.map(({ code, message, path }) => `asyncapi ${code}: ${message} ${path.join('/')}`);
console.log(JSON.stringify(document === undefined && found.length === 0 ? ['no document'] : found, null, 1));
