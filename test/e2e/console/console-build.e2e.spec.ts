import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const PUBLIC = 'apps/gateway/public';
const KILOBYTE = 1024;

interface ManifestEntry {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
  readonly isEntry?: boolean;
}

type Manifest = Readonly<Record<string, ManifestEntry>>;

const readManifest = async (): Promise<Manifest> =>
  JSON.parse(await readFile(`${PUBLIC}/.vite/manifest.json`, 'utf8')) as Manifest;

/** The scripts and styles that a page of the console asks for by itself. */
async function linkedFiles(): Promise<readonly string[]> {
  const page = await readFile(`${PUBLIC}/console.html`, 'utf8');
  return [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file = '']) => file);
}

async function compressed(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await readFile(`${PUBLIC}/${file}.gz`)).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('the build of the pages', () => {
  it('calls the gateway with the types of its OpenAPI document', async () => {
    await expect(run(process.execPath, ['libs/client/openapi-types.mjs', '--check'])).resolves.toMatchObject({
      stderr: '',
    });
  });

  it.each(['en', 'de', 'ar'])(
    'weighs less than 60 kB at the first screen in %s, compressed',
    async (language) => {
      const { file: words = '' } =
        (await readManifest())[`../../libs/words/src/messages/${language}.ts`] ?? {};
      const files = [...(await linkedFiles()), words];
      expect(files.length).toBeGreaterThanOrEqual(4);
      expect(await compressed(files)).toBeLessThan(60 * KILOBYTE);
    },
  );

  it('has its styles in one file, for the console and for the device', async () => {
    const manifest = await readManifest();
    expect((await linkedFiles()).filter((file) => file.endsWith('.css'))).toHaveLength(1);
    const { isEntry, file = '', css = [], imports = [] } = manifest['src/device/main.ts'] ?? {};
    expect([isEntry, css.length]).toEqual([true, 1]);
    const files = [file, ...css, ...imports.map((id) => manifest[id]?.file ?? '')];
    expect(await compressed(files)).toBeLessThan(20 * KILOBYTE);
  });

  it('has no inline script, style or handler, as the CSP wants it', async () => {
    const page = await readFile(`${PUBLIC}/console.html`, 'utf8');
    expect(page).toMatch(/<script type="module"[^>]* src="\/assets\//);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });
});
