/** What `@swc/jest` is told. */
export const SWC = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const shared = {
  testEnvironment: 'node',
  // Workspaces resolve to their sources; everything else as Node does it.
  testEnvironmentOptions: { customExportConditions: ['meshpair-source', 'node', 'node-addons'] },
  resolver: './scripts/jest-resolver.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  modulePathIgnorePatterns: [
    '<rootDir>/((libs|apps)/[^/]+|test/faults)/dist/',
    '<rootDir>/(apps/[^/]+/)?bundle/',
  ],
  transform: { '^.+\\.ts$': ['@swc/jest', SWC] },
};

export const withServers = {
  ...shared,
  globalSetup: './test/setup/global-setup.mjs',
  globalTeardown: './test/setup/global-teardown.mjs',
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs/*,apps/*,test/faults}/src/**/*.unit.spec.ts'],
    },
    {
      ...withServers,
      displayName: 'int',
      testMatch: ['<rootDir>/{libs,apps}/*/src/**/*.int.spec.ts'],
    },
    {
      ...withServers,
      displayName: 'e2e',
      setupFilesAfterEnv: ['<rootDir>/test/setup/stop-systems.ts'],
      testMatch: ['<rootDir>/test/**/*.e2e.spec.ts'],
    },
  ],
  // Jest reads it here only, not in a project.
  testTimeout: 180_000,
  // Jest leaves one core free unless told.
  maxWorkers: '100%',
  testSequencer: './test/setup/longest-first.mjs',
  coverageProvider: 'v8',
  coverageDirectory: 'node_modules/.cache/coverage',
};
