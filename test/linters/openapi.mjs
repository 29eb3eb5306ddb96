// Prints, as JSON, what Redocly's recommended rules and spectral:oas find in an OpenAPI document.
import { readFileSync } from 'node:fs';
import { createConfig, lint } from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import parsers from '@stoplight/spectral-parsers';
import rulesets from '@stoplight/spectral-rulesets';

const [file] = process.argv.slice(2);
const config = await createConfig({ extends: ['recommended'] });
const byRedocly = (await lint({ ref: file, config })).map(
  ({ ruleId, message, location: [place] }) => `redocly ${ruleId}: ${message} ${place?.pointer ?? ''}`,
);
const linter = new spectral.Spectral();
linter.setRuleset({ extends: [[rulesets.oas, 'recommended']] });
const document = new spectral.Document(readFileSync(file, 'utf8'), parsers.Json, file);
const bySpectral = (await linter.run(document)).map(
  ({ code, message, path }) => `spectral ${code}: ${message} ${path.join('/')}`,
);
console.log(JSON.stringify([...byRedocly, ...bySpectral], null, 1));
