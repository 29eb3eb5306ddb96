import { availableParallelism } from 'node:os';
import { countTests, runJest } from './jest.mjs';
import { run, runQuietly, runTool, runToolQuietly } from './run.mjs';
import { forgetModules } from './transpile.mjs';

/**
 * A step runs beside others, and answers its output when it is done, or has the terminal to itself.
 * @typedef {{ name: string, runBeside: () => Promise<import('./run.mjs').Outcome>, run?: undefined, tests?: undefined }} StepBeside
 * @typedef {{ name: string, run: () => Promise<number>, tests?: () => ReturnType<typeof countTests>, runBeside?: undefined }} StepAlone
 * @typedef {StepBeside | StepAlone} Step
 * @typedef {Awaited<ReturnType<typeof runStep>>} StepOutcome
 */

/** The rules are covered whole. The pairing flow is covered here without its wiring, which the integration tests run. */
const COVERAGE = {
  './libs/domain/src/': { branches: 100, functions: 100, lines: 100 },
  './apps/pairing/src/': { branches: 90, functions: 90, lines: 90 },
};

const WIRING = '!**/{main,*.service,*.controller,*.spec}.ts';

/** Coverage makes a test file several times slower: only those that are to cover something are run with it. */
const COVERED = Object.keys(COVERAGE).join('|').replaceAll('./', '/');

const coverage = [
  `--testPathPatterns=${COVERED}`,
  '--coverage',
  '--coverageReporters=text',
  ...Object.keys(COVERAGE).map((folder) => `--collectCoverageFrom=${folder.slice(2)}**/*.ts`),
  `--collectCoverageFrom=${WIRING}`,
  `--coverageThreshold=${JSON.stringify(COVERAGE)}`,
];

/**
 * A step beside others: it starts nothing, and writes nothing but its build.
 * @param {string} name
 * @param {string} file
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
const tool = (name, file, args, env) => ({ name, runBeside: () => runToolQuietly(file, args, { env }) });
/**
 * @param {string} name
 * @param {string} file
 */
const script = (name, file) => ({ name, runBeside: () => runQuietly(process.execPath, [file]) });

/**
 * Steps beside others of which each needs what the one before has made.
 * @param {string} name
 * @param {StepBeside} first
 * @param {StepBeside} second
 * @returns {StepBeside}
 */
const inTurn = (name, first, second) => ({
  name,
  async runBeside() {
    const outcome = await first.runBeside();
    return outcome.code === 0 ? second.runBeside() : outcome;
  },
});

/** What Nest's compiler asks of the libraries as well; the modules are written by `transpileModules`. */
export const TYPES_OF_THE_BUILD = ['-b', 'tsconfig.build.json', '--emitDeclarationOnly'];

/**
 * @param {string} name
 * @param {string} project
 * @param {string[]} args
 */
const tests = (name, project, args) => ({
  name,
  run: () => runJest(project, args),
  tests: () => countTests(project),
});

/**
 * What the gate checks: no server is started, and the longest begin first.
 * @type {Step[]}
 */
export const CHECKS = [
  inTurn(
    'types of the build, then of tests and scripts',
    tool('types of the build', 'typescript-native/bin/tsc', TYPES_OF_THE_BUILD),
    tool('types of tests and scripts', 'typescript-native/bin/tsc', ['-p', 'tsconfig.json']),
  ),
  // On one core: on each more it would find out the same types anew.
  tool('lint', 'oxlint/bin/oxlint', [], { GOMAXPROCS: '1' }),
  tool('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  tool('boundaries', 'dependency-cruiser/bin/dependency-cruise.mjs', [
    '--config=.dependency-cruiser.cjs',
    'libs',
    'apps',
    'test',
    'bench',
  ]),
  tool('types of the pages', 'typescript-native/bin/tsc', ['-p', 'apps/console/tsconfig.json']),
  tool('unused code and dependencies', 'knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  script('vocabulary proof', 'scripts/prove-vocabulary.mjs'),
  script('boundaries proof', 'scripts/prove-boundaries.mjs'),
  script('lock file', 'scripts/check-lock-file.mjs'),
  script('security page', 'scripts/check-security-page.mjs'),
  script('places of the safeguards', 'scripts/check-safeguards.mjs'),
  tests('unit tests, with coverage', 'unit', coverage),
  tests('unit tests', 'unit', [`--testPathIgnorePatterns=${COVERED}`]),
];

const PROVE_SAFEGUARDS = ['scripts/prove-safeguards.mjs', '--integration-tests-have-just-run'];

async function buildByNest() {
  forgetModules();
  const code = await runTool('@nestjs/cli/bin/nest.js', ['build', '--all']);
  return code === 0 ? run(process.execPath, ['scripts/bundle.mjs']) : code;
}

/**
 * What `npm test` runs beyond the gate: on real servers.
 * @type {Step[]}
 */
export const BEYOND = [
  tests('integration tests', 'int', []),
  tests('end-to-end tests', 'e2e', []),
  { name: 'safeguards proof', run: () => run(process.execPath, PROVE_SAFEGUARDS) },
  { name: 'build by nest-cli.json, in one file each', run: buildByNest },
];

/**
 * Runs one step, with its time; one beside others keeps what it writes until it is done.
 * @param {Step} step
 */
async function runStep(step) {
  if (!step.runBeside) console.log(`\n— ${step.name}`);
  const startedAt = Date.now();
  const { code, output } = step.runBeside ? await step.runBeside() : { code: await step.run(), output: '' };
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const passed = code === 0;
  const shown = output.trim() === '' ? '' : `\n${output.trimEnd()}`;
  console.log(`${passed ? '✓' : '✗'} ${step.name} (${seconds} s)${shown}`);
  return { name: step.name, passed, seconds, counts: step.tests?.() };
}

/**
 * Runs the steps that may run beside others as many at once as there are cores, then the others one after another.
 * @param {Step[]} steps
 * @param {{ stopAtFailure: boolean }} options
 */
export async function runSteps(steps, { stopAtFailure }) {
  /** @type {StepOutcome[]} */
  const outcomes = [];
  const isOver = () => stopAtFailure && outcomes.some(({ passed }) => !passed);
  /** @param {Step[]} waiting */
  const work = async (waiting) => {
    for (let step = waiting.shift(); step !== undefined && !isOver(); step = waiting.shift())
      outcomes.push(await runStep(step));
  };
  const beside = steps.filter(({ runBeside }) => runBeside);
  await Promise.all(Array.from({ length: availableParallelism() }, () => work(beside)));
  await work(steps.filter(({ runBeside }) => !runBeside));
  return outcomes;
}
