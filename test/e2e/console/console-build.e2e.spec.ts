import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const ASSETS = 'apps/gateway/public/assets';
const KILOBYTE = 1024;

interface ManifestEntry {
  readonly file: string;
  readonly css?: readonly string[];
  readonly isEntry?: boolean;
}

describe('the build of the pages', () => {
  it('calls the gateway with the types of its OpenAPI document', async () => {
    await expect(run(process.execPath, ['libs/client/openapi-types.mjs', '--check'])).resolves.toMatchObject({
      stderr: '',
    });
  });

  it('weighs less than 60 kB in all, compressed', async () => {
    const files = (await readdir(ASSETS)).filter((name) => name.endsWith('.gz'));
    const sizes = await Promise.all(files.map(async (name) => (await readFile(`${ASSETS}/${name}`)).length));
    expect(files.length).toBeGreaterThanOrEqual(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60 * KILOBYTE);
  });

  it('has an entry with its styles for the console and for the device', async () => {
    const manifest = JSON.parse(await readFile('apps/gateway/public/.vite/manifest.json', 'utf8')) as Record<
      string,
      ManifestEntry
    >;
    const entries = Object.entries(manifest).filter(([, { isEntry }]) => isEntry);
    expect(entries.map(([name]) => name).sort()).toEqual(['console.html', 'src/device/main.ts']);
    for (const [, { css = [] }] of entries) expect(css).toHaveLength(1);
  });

  it('has no inline script, style or handler, as the CSP wants it', async () => {
    const page = await readFile('apps/gateway/public/console.html', 'utf8');
    expect(page).toMatch(/<script type="module"[^>]* src="\/assets\//);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });
});
