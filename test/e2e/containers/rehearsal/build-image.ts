import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RunAs } from '@meshpair/servers';
import { copyContext } from './build-context.js';
import { execForm, type Instruction, type Stage, stagesOf, variablesOf } from './dockerfile.js';

const run = promisify(execFile);

export interface Image {
  /** The folder that stands for `/`. */
  readonly root: string;
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  readonly user: string | undefined;
}

/** npm's own settings of this machine; what is left of the environment does not reach a build. */
const NPM_SETTING = /^(npm_config_(registry|cache|userconfig)|https?_proxy|no_proxy)$/i;

const buildEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => NPM_SETTING.test(name))),
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  HOME: process.env['HOME'],
  // The packages of this checkout are in npm's cache.
  npm_config_prefer_offline: 'true',
});

/**
 * Does what `docker build` would do, each stage in a folder that stands for its root: the context as `.dockerignore`
 * leaves it, and each instruction of the Dockerfile. `node` in it is the user `user`.
 */
export async function buildImage(
  repository: string,
  dockerfile: string,
  work: string,
  user: RunAs,
): Promise<Image> {
  const context = join(work, 'context');
  copyContext(repository, context);
  const built = new Map<string, Image>();
  const stages = stagesOf(await readFile(join(repository, dockerfile), 'utf8'));
  let image: Image | undefined;
  for (const [index, stage] of stages.entries()) {
    image = await buildStage(stage, join(work, `stage-${index}`), { context, built, user });
    if (stage.name !== undefined) built.set(stage.name, image);
  }
  if (image === undefined) throw new Error(`${dockerfile} has no stage`);
  return image;
}

interface Sources {
  readonly context: string;
  readonly built: ReadonlyMap<string, Image>;
  readonly user: RunAs;
}

async function buildStage({ instructions }: Stage, root: string, sources: Sources): Promise<Image> {
  const bin = join(root, 'usr/local/bin');
  await mkdir(bin, { recursive: true });
  // What the base image brings.
  await copyFile(process.execPath, join(bin, 'node'));
  let image: Image = { root, workdir: '/', environment: {}, command: [], healthCheck: [], user: undefined };
  for (const instruction of instructions) image = await carryOut(instruction, image, sources);
  return image;
}

async function carryOut({ name, rest }: Instruction, image: Image, sources: Sources): Promise<Image> {
  switch (name) {
    case 'WORKDIR':
      await mkdir(join(image.root, rest), { recursive: true });
      return { ...image, workdir: rest };
    case 'ENV':
      return { ...image, environment: { ...image.environment, ...variablesOf(rest) } };
    case 'COPY':
      await copy(rest, image, sources);
      return image;
    case 'RUN':
      await runLine(rest, image, sources.user);
      return image;
    case 'USER':
      return { ...image, user: rest };
    case 'CMD':
      return { ...image, command: execForm(rest) };
    case 'HEALTHCHECK':
      return { ...image, healthCheck: execForm(rest.slice(rest.indexOf('CMD') + 3)) };
    case 'EXPOSE':
      return image;
    default:
      throw new Error(`The rehearsal does not know ${name}`);
  }
}

async function copy(rest: string, image: Image, { context, built }: Sources): Promise<void> {
  const words = rest.split(/\s+/);
  const options = words.filter((word) => word.startsWith('--'));
  if (options.some((option) => !option.startsWith('--from=')))
    throw new Error(`The rehearsal does not know COPY ${rest}`);
  const from = options[0]?.slice('--from='.length);
  const base = from === undefined ? context : built.get(from)?.root;
  if (base === undefined) throw new Error(`There is no stage ${from ?? ''}`);
  const paths = words.filter((word) => !word.startsWith('--'));
  const to = paths.at(-1) ?? '';
  const target = to.startsWith('/') ? join(image.root, to) : join(image.root, image.workdir, to);
  await mkdir(target, { recursive: true });
  for (const path of paths.slice(0, -1)) {
    const source = join(base, path);
    // Of a folder, what is in it.
    await run('cp', ['-RP', (await stat(source)).isDirectory() ? `${source}/.` : source, target]);
  }
}

/** With the paths of the image and its user `node` put in their places. */
async function runLine(line: string, image: Image, { uid, gid }: RunAs): Promise<void> {
  const placed = line
    .replace(/(?<=\s)\/(?=[a-z])/g, `${image.root}/`)
    .replaceAll('node:node', `${uid}:${gid}`);
  await run('sh', ['-c', placed], {
    cwd: join(image.root, image.workdir),
    env: { ...buildEnvironment(), ...image.environment },
    maxBuffer: 64 * 1024 * 1024,
  });
}
