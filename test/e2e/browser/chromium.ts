import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { testEnvironment } from '@meshpair/testing';

const places = (): readonly string[] =>
  JSON.parse(
    readFileSync(join(testEnvironment('repository'), 'test/e2e/browser/chromium-places.json'), 'utf8'),
  ) as string[];

const find = (): string | undefined =>
  [process.env['CHROMIUM'] ?? '', ...places()].find((path) => path !== '' && existsSync(path));

/** Debian's Chromium, installed where that is allowed; undefined, with the reason printed (and the run fails), where it is not. */
export function locateChromium(): string | undefined {
  const found = find();
  if (found !== undefined) return found;
  try {
    console.log('Installing Chromium for the browser tests …');
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: 'ignore',
      timeout: 600_000,
    });
  } catch {
    console.warn('The browser tests cannot run: there is no Chromium. As root: apt-get install chromium');
  }
  return find();
}

/** Root has no sandbox in Chromium. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
