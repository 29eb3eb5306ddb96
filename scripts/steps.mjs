import { countTests, runJest } from './jest.mjs';
import { run, runTool } from './run.mjs';

/** The rules are covered whole. The pairing flow is covered here without its wiring, which the integration tests run. */
const COVERAGE = {
  './libs/domain/src/': { branches: 100, functions: 100, lines: 100 },
  './apps/pairing/src/': { branches: 90, functions: 90, lines: 90 },
};

const WIRING = '!**/{main,*.service,*.controller,*.spec}.ts';

const coverage = [
  '--coverage',
  '--coverageReporters=text',
  ...Object.keys(COVERAGE).map((folder) => `--collectCoverageFrom=${folder.slice(2)}**/*.ts`),
  `--collectCoverageFrom=${WIRING}`,
  `--coverageThreshold=${JSON.stringify(COVERAGE)}`,
];

const tool = (name, file, args) => ({ name, run: () => runTool(file, args) });

const tests = (name, project, args) => ({
  name,
  run: () => runJest(project, args),
  tests: () => countTests(project),
});

/** What the gate checks, cheapest first. */
export const CHECKS = [
  { name: 'lock file', run: () => run(process.execPath, ['scripts/check-lock-file.mjs']) },
  tool('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  tool('types of the build', 'typescript/bin/tsc', ['-b', 'tsconfig.build.json']),
  tool('types of the tests', 'typescript/bin/tsc', ['-p', 'tsconfig.json']),
  tool('types of the pages', 'typescript/bin/tsc', ['-p', 'apps/console/tsconfig.json']),
  tool('lint', 'eslint/bin/eslint.js', ['--max-warnings=0', '.']),
  tool('boundaries', 'dependency-cruiser/bin/dependency-cruise.mjs', [
    '--config=.dependency-cruiser.cjs',
    'libs',
    'apps',
    'test',
    'bench',
  ]),
  { name: 'security page', run: () => run(process.execPath, ['scripts/check-security-page.mjs']) },
  { name: 'boundaries proof', run: () => run(process.execPath, ['scripts/prove-boundaries.mjs']) },
  tool('unused code and dependencies', 'knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  tests('unit tests', 'unit', coverage),
  tests('integration tests', 'int', []),
];

/** What `npm test` runs beyond the gate. */
export const BEYOND = [
  tests('end-to-end tests', 'e2e', []),
  { name: 'safeguards proof', run: () => run(process.execPath, ['scripts/prove-safeguards.mjs']) },
];

/** Runs steps in order, each with its time; `stopAtFailure` leaves the rest undone. Resolves with the outcomes. */
export async function runSteps(steps, { stopAtFailure }) {
  const outcomes = [];
  for (const step of steps) {
    console.log(`\n— ${step.name}`);
    const startedAt = Date.now();
    const passed = (await step.run()) === 0;
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    console.log(`${passed ? '✓' : '✗'} ${step.name} (${seconds} s)`);
    outcomes.push({ name: step.name, passed, seconds, counts: step.tests?.() });
    if (!passed && stopAtFailure) break;
  }
  return outcomes;
}
