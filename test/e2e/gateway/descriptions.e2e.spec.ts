import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { type RunningSystem, startSystem } from '@meshpair/testing';

const run = promisify(execFile);

/** Their packages are none of the project's: who starts a mesh, or builds the image, need not install them. */
const LINTERS = 'test/linters';
const QUIETLY = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];

const TSC = 'node_modules/typescript-native/bin/tsc';
const STRICTLY = [
  ...[
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom,dom.iterable',
  ],
  ...['--module', 'esnext', '--moduleResolution', 'bundler', '--types', ''],
];

/** What a linter finds in a file, a line each. */
async function lint(linter: string, file: string): Promise<readonly string[]> {
  const { stdout } = await run(process.execPath, [`${LINTERS}/${linter}`, file]);
  return JSON.parse(stdout) as readonly string[];
}

describe('the descriptions of the API and the events', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    // Nothing is done when all is there already, which npm sees in a second.
    await run('npm', ['install', ...QUIETLY], { cwd: LINTERS });
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
  }, 300_000);

  afterAll(() => system?.stop());

  const schemas = ALL_EVENT_TYPES.map((type) => `schemas/${type}.json`);

  it.each(['openapi.json', 'asyncapi.json', ...schemas])(
    'is in docs/%s as the gateway tells it',
    async (name) => {
      const told: unknown = await (await fetch(new URL(`/${name}`, system.baseUrl))).json();
      // Else: npm run openapi
      expect(told).toEqual(JSON.parse(await readFile(`docs/${name}`, 'utf8')));
    },
  );

  it('is OpenAPI 3.1 in which Redocly and Spectral find nothing', async () => {
    expect(await readFile('docs/openapi.json', 'utf8')).toMatch(/^\{\s*"openapi": "3\.1\./);
    expect(await lint('openapi.mjs', 'docs/openapi.json')).toEqual([]);
  });

  it('is AsyncAPI 3 in which its parser finds nothing', async () => {
    expect(await readFile('docs/asyncapi.json', 'utf8')).toMatch(/^\{\s*"asyncapi": "3\./);
    expect(await lint('asyncapi.mjs', 'docs/asyncapi.json')).toEqual([]);
  });

  it('is found wanting by each of them where something is wrong', async () => {
    const faulty = 'test/e2e/gateway/faulty-openapi.json';
    expect(await lint('openapi.mjs', faulty)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^redocly security-defined/),
        expect.stringMatching(/^spectral operation-tag-defined/),
      ]),
    );
    expect(await lint('asyncapi.mjs', faulty)).not.toEqual([]);
  });

  it('make a client that pairs a device and reads typed events, with a tool that is none of ours', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'meshpair-client-'));
    try {
      await run(process.execPath, [`${LINTERS}/make-client.mjs`, 'docs/openapi.json', folder]);
      await run(process.execPath, [TSC, ...STRICTLY, join(folder, 'consumer.mts')]);
      const program = [join(folder, 'consumer.js'), system.baseUrl, system.ownerKey];
      const { stdout } = await run(process.execPath, program);
      const paired = JSON.parse(stdout) as { readonly told: readonly string[] };
      expect(paired).toMatchObject({ state: 'DeviceRegistered', node: 'Generated', token: 'Bearer' });
      expect(paired.told).toEqual(expect.arrayContaining(['operator OwnerCreated', 'DeviceScanned']));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
