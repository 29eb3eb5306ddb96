import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './install.mjs';
import { ROOT } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// Writes apps/console/public/icons/, the pictures of the installed console, from apps/console/src/icon.svg.
await goOnWithSupportedNode();
await installPackages();
const { chromium } = await import('playwright-core');

const CONSOLE = join(ROOT, 'apps/console');
const FOLDER = join(CONSOLE, 'public/icons');
const ROUNDED = readFileSync(join(CONSOLE, 'src/icon.svg'), 'utf8');
/** To the edge: the system cuts its own shape, and keeps the middle 80 % (W3C Manifest, maskable). */
const WHOLE = ROUNDED.replace('rx="9" ', '');
/** @type {readonly (readonly [name: string, size: number, svg: string])[]} */
const ICONS = [
  ['icon-192', 192, ROUNDED],
  ['icon-512', 512, ROUNDED],
  ['maskable-192', 192, WHOLE],
  ['maskable-512', 512, WHOLE],
  ['apple-touch-icon', 180, WHOLE],
];

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) {
  console.error('There is no Chromium: set CHROMIUM, or apt-get install chromium');
  process.exit(1);
}
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  mkdirSync(FOLDER, { recursive: true });
  const page = await browser.newPage();
  for (const [name, size, svg] of ICONS) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    await page.screenshot({ path: join(FOLDER, `${name}.png`), omitBackground: true });
    console.log(name);
  }
} finally {
  await browser.close();
}
