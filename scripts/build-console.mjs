import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { digestOfFiles, filesBelow } from './digest.mjs';
import { ROOT, runToolQuietly } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/** The pages, and the libraries that their scripts take in. */
const SOURCES = ['apps/console', 'libs/client/src', 'libs/domain/src', 'libs/words/src'].map((folder) =>
  join(ROOT, folder),
);
const BUILT = join(ROOT, 'apps/gateway/public/.vite/manifest.json');
const STAMP = join(ROOT, 'node_modules/.cache/meshpair/console.sha256');

/** Everything that the build is made from. */
function digestOfSources() {
  const files = SOURCES.flatMap(filesBelow).filter(
    (file) => !file.slice(ROOT.length).includes('node_modules') && !file.includes('.spec.'),
  );
  return digestOfFiles(files);
}

/** @param {string} digest */
const isFresh = (digest) =>
  existsSync(BUILT) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === `${digest}${digestOfOutput()}`;

/** A `.br` and a `.gz` beside each file, for those who take them. */
function compressAssets() {
  const folder = join(ROOT, 'apps/gateway/public/assets');
  for (const file of readdirSync(folder).map((name) => join(folder, name))) {
    const content = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(content));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}

const digestOfOutput = () => digestOfFiles([BUILT]);

/** Builds the pages into apps/gateway/public/, unless they are built from these sources. Resolves with exit code and output. */
export async function buildConsole() {
  const digest = digestOfSources();
  if (isFresh(digest)) return { code: 0, output: '' };
  const outcome = await runToolQuietly('vite/bin/vite.js', ['build', '--logLevel=warn', 'apps/console'], {
    env: { NODE_ENV: 'production' },
  });
  if (outcome.code !== 0) return outcome;
  compressAssets();
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, `${digest}${digestOfOutput()}`);
  return outcome;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await goOnWithSupportedNode();
  const { code, output } = await buildConsole();
  if (output !== '') console.error(output);
  process.exitCode = code;
}
