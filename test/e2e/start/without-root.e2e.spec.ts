import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

/** Root lets somebody else run the tests; whoever else runs these is without rights already. */
const withoutRights = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

const LINE =
  /^The browser tests will fail: there is no Chromium, and only root can install it: sudo apt-get install chromium .*CHROMIUM\)\n/;

describe('npm test, of a user who can install no browser', () => {
  let checkout: string;

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'meshpair-checkout-'));
    chmodSync(checkout, 0o755);
    mkdirSync(join(checkout, 'test/e2e/browser'), { recursive: true });
    writeFileSync(join(checkout, 'test/e2e/browser/chromium-places.json'), '{"whole":["/nowhere/chromium"]}');
    for (const path of ['package.json', 'scripts']) cpSync(path, join(checkout, path), { recursive: true });
    // Nothing is installed, built or tested in it: what comes after the line ends there.
    writeFileSync(
      join(checkout, 'scripts/install.mjs'),
      `export const installAndBuildOrExit = () => { console.error('installs'); process.exit(); };`,
    );
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  const said = (CHROMIUM: string, user: object = withoutRights): string =>
    spawnSync(process.execPath, [join(checkout, 'scripts/test.mjs')], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CHROMIUM },
      ...user,
    }).stderr;

  it('says in one line what is missing and how to get it, before it installs or tests anything', () => {
    const text = said('');
    expect(text).toMatch(LINE);
    expect(text.replace(LINE, '')).toBe('installs\n');
  });

  it('says nothing where a browser is, or where root is about to install it', () => {
    expect(said(process.execPath)).toBe('installs\n');
    if (isRoot) expect(said('', {})).toBe('installs\n');
  });
});
