import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import jsQR from 'jsqr';
import type { Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Resolves when nothing moves that comes to an end. */
const AT_REST = `Promise.all(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
  .map(({ finished }) => finished.catch(() => undefined)))`;

/** The serious and critical findings of axe-core on a page as it is now, each with where it is. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(`${AT_REST}.then(() => undefined)`);
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
  // What passes is not told: it would have to be written out for each element.
  const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** What the QR code in a picture of an element says; undefined when none can be read. */
export async function readQrCode(element: Locator): Promise<string | undefined> {
  const { data, width, height } = PNG.sync.read(await element.screenshot());
  const read = (jsQR as unknown as typeof jsQR.default)(new Uint8ClampedArray(data), width, height);
  return read?.data;
}
