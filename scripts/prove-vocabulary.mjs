import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { ROOT } from './run.mjs';

/** A case more in each list of the domain: where it is planted, and before which one. */
const PLANTS = [
  {
    what: 'failure reason',
    name: 'planted_reason',
    file: 'failure-reason.ts',
    before: "  'attempts_exceeded',",
  },
  { what: 'event type', name: 'PlantedEvent', file: 'pairing-event.ts', before: "  'PinVerified'," },
].map((plant) => ({ ...plant, file: join(ROOT, 'libs/domain/src', plant.file) }));

/** Who must speak of every case: the compiler names a file in each of these folders. */
const SPEAKERS = ['libs/words', 'apps/gateway', 'apps/console', 'apps/cli'];

const PROJECTS = [
  { config: 'tsconfig.json', roots: /^(libs\/words|apps\/(gateway|cli))\/src\// },
  { config: 'apps/console/tsconfig.json', roots: /^apps\/console\/src\// },
];

/** Whatever handles a case has its name from here. */
const SPEAKS_OF_CASES = /'@meshpair\/(domain|words)'/;

/** @param {string} file */
const pathOf = (file) => relative(ROOT, file).split(sep).join('/');

/**
 * @param {string} file
 * @param {string} text
 */
function planted(file, text) {
  const plant = PLANTS.find((each) => each.file === file);
  if (plant === undefined) return text;
  const { name, before } = plant;
  const grown = text.replace(before, `  '${name}',\n${before}`);
  if (grown === text) throw new Error(`${pathOf(file)} does not list${before}`);
  return grown;
}

/**
 * A project as the compiler sees it with the plants in the domain; no file is written.
 * @param {typeof PROJECTS[number]} project
 */
function programOf({ config, roots }) {
  /** @type {ts.ParseConfigFileHost} */
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => reject(fault.messageText) };
  const read = ts.getParsedCommandLineOfConfigFile(join(ROOT, config), {}, host);
  if (!read) throw new Error(`${config} cannot be read`);
  const options = { ...read.options, incremental: false, tsBuildInfoFile: undefined };
  const compilerHost = ts.createCompilerHost(options);
  const { readFile } = compilerHost;
  compilerHost.readFile = (file) => {
    const text = readFile(file);
    return text === undefined ? undefined : planted(join(file), text);
  };
  const files = read.fileNames.filter(
    (file) =>
      roots.test(pathOf(file)) &&
      !file.includes('.spec.') &&
      SPEAKS_OF_CASES.test(compilerHost.readFile(file) ?? ''),
  );
  return ts.createProgram(files, options, compilerHost);
}

/**
 * @param {string | ts.DiagnosticMessageChain} message
 * @returns {never}
 */
function reject(message) {
  throw new Error(ts.flattenDiagnosticMessageText(message, '\n'));
}

/**
 * What the compiler says of the speakers' files, with where it says it.
 * @param {ts.Program} program
 */
const complaintsIn = (program) =>
  program
    .getRootFileNames()
    .flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
    .map(({ file, messageText }) => ({
      path: pathOf(/** @type {ts.SourceFile} */ (file).fileName),
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));

const complaints = PROJECTS.flatMap((project) => complaintsIn(programOf(project)));
for (const { what, name } of PLANTS) {
  const named = complaints.filter(({ message }) => message.includes(name)).map(({ path }) => path);
  const paths = [...new Set(named)].sort();
  console.log(`A new ${what} is missed in\n${paths.map((path) => `  ${path}`).join('\n')}`);
  for (const folder of SPEAKERS.filter((each) => !paths.some((path) => path.startsWith(`${each}/`)))) {
    console.error(`The compiler names nothing in ${folder} that would have to speak of a new ${what}`);
    process.exitCode = 1;
  }
}
