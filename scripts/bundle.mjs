import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestOfFiles, filesBelow } from './digest.mjs';
import { ROOT } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/** The programs of each app that are started on their own, and the one that tests start with other times. */
const PROGRAMS = {
  keeper: ['main'],
  gateway: ['main'],
  pairing: ['main'],
  registry: ['main'],
  'cleanup-worker': ['main', 'migrate'],
  audit: ['main'],
  webhooks: ['main', 'webhooks.service'],
  launcher: ['main', 'migrate', 'rotate-secret'],
  cli: ['main'],
};

/** Everything that the bundles are made from. */
function digestOfSources() {
  const builds = ['apps', 'libs'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(ROOT, parent, name, 'dist')),
  );
  const files = builds
    .filter((folder) => existsSync(folder))
    .flatMap(filesBelow)
    .filter((file) => file.endsWith('.js'));
  return digestOfFiles([join(ROOT, 'scripts/bundle.mjs'), ...files]);
}

/** What programs of several apps share is here; what is an app's own is in its own `bundle/`. */
const SHARED = 'bundle';

/** @param {string} app */
const bundleOf = (app) => `apps/${app}/bundle`;

const FOLDERS = [SHARED, ...Object.keys(PROGRAMS).map(bundleOf)];
const STAMP = join(ROOT, SHARED, '.built-from');

/** @type {Record<string, string>} */
const INPUT = Object.fromEntries(
  Object.entries(PROGRAMS).flatMap(([app, names]) =>
    names.map((name) => [`${bundleOf(app)}/${name}`, join(ROOT, 'apps', app, 'dist', `${name}.js`)]),
  ),
);

/**
 * An app's own modules stay as far from its folder as they are built: they name files there.
 * @param {{ moduleIds: string[] }} chunk
 */
function folderOf({ moduleIds }) {
  const app = Object.keys(PROGRAMS).find((name) =>
    moduleIds.some((id) => id.startsWith(join(ROOT, 'apps', name, 'dist'))),
  );
  return app === undefined ? SHARED : bundleOf(app);
}

/**
 * A library may ask for another that is not installed and do without it; our own code may not.
 * @type {NonNullable<import('rolldown').InputOptions['onLog']>}
 */
const refuseWhatIsMissing = (level, log, handle) => {
  if (log.code === 'UNRESOLVED_IMPORT' && log.message.includes('node_modules')) return;
  handle(level === 'warn' ? 'error' : level, log);
};

/**
 * @nestjs/typeorm looks for two classes that TypeORM 1 has no more, and for that loads TypeORM a second time, from
 * node_modules: a third of a service's start.
 * @type {import('rolldown').Plugin}
 */
const typeormOnce = {
  name: 'typeorm-once',
  load: {
    filter: { id: /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/ },
    handler: () => 'export const Connection = undefined;\nexport const AbstractRepository = undefined;\n',
  },
};

/**
 * TypeORM brings drivers for seventeen databases along, a third of what the bundles with it would hold.
 * @type {import('rolldown').Plugin}
 */
const postgresOnly = {
  name: 'postgres-only',
  load: {
    filter: { id: /typeorm\/driver\/DriverFactory\.js$/ },
    handler: () => `const { PostgresDriver } = require('./postgres/PostgresDriver');
      exports.DriverFactory = class {
        create(source) {
          return new PostgresDriver(source);
        }
      };`,
  },
};

const REQUIRES_NATS = "createRequire(import.meta.url)('@nats-io/transport-node')";

/**
 * Nest's client of NATS asks for the library by a `require` of its own, which loads it a second time, from node_modules.
 * @type {import('rolldown').Plugin}
 */
const natsOnce = {
  name: 'nats-once',
  transform: {
    filter: { id: /@nestjs\/microservices\/client\/client-nats\.js$/ },
    handler(code) {
      if (!code.includes(REQUIRES_NATS)) this.error('Nest loads the client of NATS in another way now');
      return `import * as nats from '@nats-io/transport-node';\n${code.replace(REQUIRES_NATS, 'nats')}`;
    },
  },
};

const HTTP = 'meshpair:http';

/**
 * To import anything of `node:http` as an ES module reads all that it exports, and with `WebSocket` loads Node's whole
 * fetch: a twentieth of a service's start.
 * @type {import('rolldown').Plugin}
 */
const httpWithoutFetch = {
  name: 'http-without-fetch',
  resolveId: {
    filter: { id: /^(node:)?http$/ },
    handler: (_id, _importer, { kind }) => (kind === 'import-statement' ? HTTP : undefined),
  },
  load: {
    filter: { id: /^meshpair:http$/ },
    handler() {
      const named = Object.entries(Object.getOwnPropertyDescriptors(http)).filter(([, { get }]) => !get);
      return `const http = process.getBuiltinModule('node:http');
        export default http;
        export const { ${named.map(([name]) => name).join(', ')} } = http;`;
    },
  },
};

/** The terminal in one file, for devices that have Node and no checkout; the gateway serves it. */
const STANDALONE = join(ROOT, bundleOf('gateway'), 'cli.mjs');
const STANDALONE_NODE = 22;

/** Before anything else: an older Node would fail in the middle, for reasons of its own. */
const ASK_FOR_NODE = `if (Number.parseInt(process.versions.node) < ${STANDALONE_NODE}) {
  console.error(\`meshpair needs Node ${STANDALONE_NODE} or later; this is \${process.versions.node}.\`);
  process.exit(1);
}`;

/**
 * What the operator does is done on the mesh's own machine, which has the whole program: it would bring the database along.
 * A file has no package beside it that tells its version.
 * @type {import('rolldown').Plugin}
 */
const forDevices = {
  name: 'for-devices',
  load: {
    filter: { id: /apps\/cli\/dist\/(operator-commands|version)\.js$/ },
    handler: (id) => {
      if (id.endsWith('operator-commands.js')) return 'export const operatorCommands = () => undefined;\n';
      const { version } = JSON.parse(readFileSync(join(ROOT, 'apps/cli/package.json'), 'utf8'));
      return `export const VERSION = ${JSON.stringify(version)};\n`;
    },
  },
};

async function bundleStandalone() {
  const { rolldown } = await import('rolldown');
  const built = await rolldown({
    cwd: ROOT,
    input: join(ROOT, 'apps/cli/dist/main.js'),
    platform: 'node',
    onLog: refuseWhatIsMissing,
    plugins: [forDevices],
    transform: { target: `node${STANDALONE_NODE}` },
  });
  await built.write({
    file: STANDALONE,
    codeSplitting: false,
    keepNames: true,
    charset: 'ascii',
    comments: { legal: true, annotation: false, jsdoc: false },
    banner: ASK_FOR_NODE,
  });
  await built.close();
}

/** @param {string} digest */
const isFresh = (digest) =>
  [STAMP, STANDALONE, ...Object.keys(INPUT).map((name) => join(ROOT, `${name}.js`))].every((file) =>
    existsSync(file),
  ) && readFileSync(STAMP, 'utf8') === digest;

/**
 * Puts each program and all that it imports into a few files: to find and load some thousand modules takes a second.
 * Nothing is done unless the builds have changed, or a program is missing.
 */
export async function bundlePrograms() {
  const digest = digestOfSources();
  if (isFresh(digest)) return;
  const { rolldown } = await import('rolldown');
  for (const folder of FOLDERS) rmSync(join(ROOT, folder), { recursive: true, force: true });
  const built = await rolldown({
    cwd: ROOT,
    input: INPUT,
    platform: 'node',
    onLog: refuseWhatIsMissing,
    plugins: [typeormOnce, postgresOnly, natsOnce, httpWithoutFetch],
  });
  await built.write({
    dir: ROOT,
    keepNames: true,
    // What V8 has to read at every start: Latin letters only (a byte each), and no comments but licences.
    charset: 'ascii',
    comments: { legal: true, annotation: false, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: (chunk) => `${folderOf(chunk)}/[name]-[hash].js`,
  });
  await built.close();
  await bundleStandalone();
  writeFileSync(STAMP, digest);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await goOnWithSupportedNode();
  await bundlePrograms();
}
