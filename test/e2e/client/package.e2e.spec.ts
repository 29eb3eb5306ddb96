import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningSystem, startSystem } from '@meshpair/testing';

const run = promisify(execFile);

const OURS = 'libs/client';

/** What npm would bring with it, as it is installed here. */
const PACKAGES = [
  OURS,
  ...['openapi-fetch', 'openapi-typescript-helpers', 'eventsource-parser'].map(
    (name) => `node_modules/${name}`,
  ),
];
const QUIETLY = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];

const TSC = resolve('node_modules/typescript-native/bin/tsc');
const STRICTLY = [
  '--ignoreConfig',
  '--noEmit',
  '--strict',
  '--target',
  'es2022',
  '--module',
  'nodenext',
  '--moduleResolution',
  'nodenext',
];
const WITH_NODE = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];

interface Listing {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Ours makes its types when it is packed; what was installed is packed as it is. */
async function pack(folder: string, destination: string): Promise<Listing> {
  const scripts = folder === OURS ? [] : ['--ignore-scripts'];
  const args = ['pack', '--json', ...scripts, '--pack-destination', destination];
  const { stdout } = await run('npm', args, { cwd: folder });
  const [listing] = JSON.parse(stdout) as Listing[];
  return listing!;
}

const exampleOf = (readme: string): string => /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';

describe('the package @meshpair/client, outside of the repository', () => {
  let system: RunningSystem;
  let folder: string;
  let packed: readonly Listing[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshpair-package-'));
    packed = await Promise.all(PACKAGES.map((path) => pack(path, folder)));
    await mkdir(join(folder, 'program'));
    await writeFile(join(folder, 'program/package.json'), JSON.stringify({ name: 'program', private: true }));
    const tarballs = packed.map(({ filename }) => join(folder, filename));
    await run('npm', ['install', ...QUIETLY, ...tarballs], { cwd: join(folder, 'program') });
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
  }, 300_000);

  afterAll(async () => {
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('holds what it was built into, its README and its licence, and nothing else', () => {
    const paths = packed[0]!.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js']));
    expect(
      paths.filter((path) => !/^(LICENSE|README\.md|package\.json|dist\/[\w-]+\.(js|d\.ts))$/.test(path)),
    ).toEqual([]);
  });

  it('runs the example of its README: a device is paired, waits, and renews its token', async () => {
    const example = exampleOf(await readFile('libs/client/README.md', 'utf8'));
    const program = join(folder, 'program/example.mts');
    await writeFile(program, example);
    await run(process.execPath, [
      TSC,
      ...STRICTLY,
      '--lib',
      'es2022,dom,dom.iterable',
      ...WITH_NODE,
      program,
    ]);
    const env = { ...process.env, MESHPAIR_URL: system.baseUrl, MESHPAIR_OWNER_KEY: system.ownerKey };
    const { stdout } = await run(process.execPath, [program], { env, cwd: join(folder, 'program') });
    expect(stdout).toMatch(
      /^The device scans http.*\nPhone is the node [\w-]+, until \d{4}-.* unless it renews\n$/,
    );
  });

  it.each([
    ['a browser', ['--lib', 'es2022,dom,dom.iterable', '--types', '']],
    ['Node alone', ['--lib', 'es2022', ...WITH_NODE, '--skipLibCheck']],
  ])('has types for %s, which refuse what the document does not have', async (_where, options) => {
    const program = join(folder, 'program/typed.mts');
    await writeFile(program, TYPED);
    await run(process.execPath, [TSC, ...STRICTLY, ...options, program]);
    await writeFile(program, TYPED.replaceAll('// @ts-expect-error', '//'));
    await expect(run(process.execPath, [TSC, ...STRICTLY, ...options, program])).rejects.toMatchObject({
      stdout: expect.stringMatching(/typed\.mts.*error TS[^]*typed\.mts.*error TS[^]*typed\.mts.*error TS/),
    });
  });
});

/** Each line under a mark is a mistake that the types must see. */
const TYPED = `
import { answerOf, followAudit, meshAt, MeshError } from '@meshpair/client';
const mesh = meshAt({ url: 'http://127.0.0.1:6969' });
const node = await answerOf(mesh.GET('/nodes/{id}', { params: { path: { id: 'n1' } } }));
const name: string = node.name;
// @ts-expect-error: no such field
node.colour;
// @ts-expect-error: no such route
mesh.GET('/toasters');
for await (const event of followAudit(mesh, {}, { signal: new AbortController().signal })) {
  // @ts-expect-error: no such type of event
  if (event.type === 'DeviceExploded') break;
}
const codeOf = (error: unknown) => (error instanceof MeshError ? error.errors.map(({ field }) => field) : [name]);
export { codeOf };
`;
