import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const find = (): string | undefined =>
  [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

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
