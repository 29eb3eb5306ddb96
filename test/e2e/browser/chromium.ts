import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { testEnvironment } from '@meshpair/testing';

interface Places {
  readonly shell: readonly string[];
  readonly whole: readonly string[];
}

const places = JSON.parse(
  readFileSync(join(testEnvironment('repository'), 'test/e2e/browser/chromium-places.json'), 'utf8'),
) as Places;

interface Wanted {
  /** The shell, which has no window to paint, takes half the processor's time, but shows no notifications. */
  readonly whole?: boolean;
}

const find = ({ whole = false }: Wanted): string | undefined =>
  [process.env['CHROMIUM'] ?? '', ...(whole ? [] : places.shell), ...places.whole].find(
    (path) => path !== '' && existsSync(path),
  );

/** Debian's Chromium, installed where that is allowed; undefined, with the reason printed (and the run fails), where it is not. */
export function locateChromium(wanted: Wanted = {}): string | undefined {
  const found = find(wanted);
  if (found !== undefined) return found;
  try {
    console.log('Installing Chromium for the browser tests …');
    const packages = ['chromium', 'chromium-headless-shell'];
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: 'ignore',
      timeout: 600_000,
    });
  } catch {
    console.warn('The browser tests cannot run: there is no Chromium. As root: apt-get install chromium');
  }
  return find(wanted);
}

/** Root has no sandbox in Chromium. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
