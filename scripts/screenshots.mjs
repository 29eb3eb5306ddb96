import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installAndBuildOrExit } from './install.mjs';
import { ROOT } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// Writes docs/screenshots/: each state of the pages, at 390 and 1280 px, light and dark.
await goOnWithSupportedNode();
await installAndBuildOrExit();
const { chromium } = await import('playwright-core');
const { startServers, startSystem } = await import('../libs/testing/dist/index.js');

const FOLDER = join(ROOT, 'docs/screenshots');
const WIDTHS = { 390: 844, 1280: 860 };
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) {
  console.error('There is no Chromium: set CHROMIUM, or apt-get install chromium');
  process.exit(1);
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });

/** @typedef {import('playwright-core').Page} Page */

/** Resolves when nothing changes its colour any more. */
const AT_REST = `Promise.all(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
  .map(({ finished }) => finished.catch(() => undefined))).then(() => undefined)`;

/**
 * @param {Page} page
 * @param {string} state
 */
async function shoot(page, state) {
  for (const [width, height] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: Number(width), height });
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(250);
      await page.evaluate(AT_REST);
      await page.screenshot({ path: join(FOLDER, `${state}-${width}-${colorScheme}.png`) });
    }
  }
  console.log(state);
}

/**
 * @param {Page} desktop
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 */
async function scan(desktop, browser, address) {
  const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': address } });
  const phone = await context.newPage();
  await phone.goto(await desktop.getByLabel('Link to join').inputValue());
  return phone;
}

/** @param {Page} phone */
async function shownPin(phone) {
  await phone.locator('.digit').first().waitFor();
  return (await phone.locator('.digit').allInnerTexts()).join('');
}

const NAMES = ['Phone', 'Kitchen tablet', 'Office laptop', 'Garage camera', 'Living room TV', 'Thermostat'];
const PLATFORMS = ['Android 16', 'iPadOS 19', 'macOS 15', 'Linux (armv7l)', 'Linux (x86_64)', null];

/** Where a pairing is pictured in other languages, and what the pages call the way there. */
const LANGUAGES = [
  {
    locale: 'de-DE',
    key: 'Besitzerschlüssel',
    signIn: 'Anmelden',
    pair: 'Gerät koppeln',
    link: 'Link zum Beitreten',
    ask: 'Beitritt anfragen',
    settings: 'Einstellungen',
    wants: /möchte beitreten/,
  },
  {
    locale: 'ar-EG',
    key: 'مفتاح المالك',
    signIn: 'تسجيل الدخول',
    pair: 'إقران جهاز',
    link: 'رابط الانضمام',
    ask: 'طلب الانضمام',
    settings: 'الإعدادات',
    wants: /يطلب الانضمام/,
  },
];

/**
 * @param {typeof LANGUAGES[number]} words
 * @param {string} address
 */
async function pictureIn({ locale, key, signIn, pair, link, ask, settings, wants }, address) {
  const language = locale.slice(0, 2);
  const desktop = await (await browser.newContext({ locale })).newPage();
  await desktop.goto(system.baseUrl);
  await desktop.getByLabel(key).fill(system.ownerKey);
  await desktop.getByRole('button', { name: signIn }).click();
  await desktop.getByRole('button', { name: pair }).click();
  await desktop.getByLabel(link).waitFor();
  await shoot(desktop, `console-${language}-1-code`);
  const headers = { 'x-forwarded-for': address };
  const phone = await (await browser.newContext({ locale, extraHTTPHeaders: headers })).newPage();
  await phone.goto(await desktop.getByLabel(link).inputValue());
  await shoot(phone, `phone-${language}-1-join`);
  await phone.getByRole('button', { name: ask }).click();
  const pin = await shownPin(phone);
  await shoot(phone, `phone-${language}-2-pin`);
  await desktop.getByRole('heading', { name: wants }).waitFor();
  await shoot(desktop, `console-${language}-2-device`);
  await desktop.locator('.pin-field').fill(pin);
  await phone.waitForURL(/\/join\/home/);
  await shoot(phone, `phone-${language}-3-home`);
  await desktop.getByRole('link', { name: settings }).click();
  await desktop.locator('#appearance-title').waitFor();
  await shoot(desktop, `console-${language}-3-settings`);
}

/** A mesh as it may look after a year. */
async function addDevices() {
  await system.query(
    `insert into registry.mesh_nodes
            (owner_id, node_id, name, role, ip, platform, permissions, created_at, updated_at, last_seen_at)
     select owner_id, 'example-' || n, ($1::text[])[1 + n % 6] || ' ' || n, 'device', '192.168.1.' || n,
            ($2::text[])[1 + n % 6], '{mesh:read,mesh:connect}', now() - n * interval '2 days',
            now() - n * interval '2 days', now() - n * n * interval '3 minutes'
       from registry.owners, generate_series(1, 150) as n`,
    [NAMES, PLATFORMS],
  );
  await system.query(
    `insert into registry.issued_tokens (token_id, family_id, owner_id, node_id, permissions, issued_at, expires_at)
     select node_id, node_id, owner_id, node_id, permissions, now() - interval '9 days',
            now() + case length(name) % 7 when 2 then interval '5 hours' else interval '21 days' end
       from registry.mesh_nodes
      where node_id like 'example-%' and length(name) % 7 <> 4`,
  );
}

const servers = await startServers({});
const settings = { TRUST_PROXY: '127.0.0.1', HOST_NODE_NAME: 'Home' };
const system = await startSystem({ settings, replicas: { gateway: 1, webhooks: 1 } });
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const desktop = await (await browser.newContext()).newPage();
  await desktop.goto(system.baseUrl);
  await desktop.getByLabel(/owner key/i).waitFor();
  await shoot(desktop, 'console-1-sign-in');
  await desktop.getByLabel(/owner key/i).fill(system.ownerKey);
  await desktop.getByRole('button', { name: 'Sign in' }).click();
  await desktop.getByRole('button', { name: 'Pair a device' }).waitFor();
  await shoot(desktop, 'console-2-start');
  await desktop.getByRole('button', { name: 'Pair a device' }).click();
  await desktop.getByRole('img', { name: /QR/i }).waitFor();
  await shoot(desktop, 'console-3-code');

  const phone = await scan(desktop, browser, '127.0.0.11');
  await shoot(phone, 'phone-1-join');
  await phone.getByRole('button', { name: 'Ask to join' }).click();
  const pin = await shownPin(phone);
  await shoot(phone, 'phone-2-pin');
  await desktop.getByRole('heading', { name: /wants to join/ }).waitFor();
  await shoot(desktop, 'console-4-device');
  await desktop.getByLabel(/^PIN on the screen/).fill(pin);
  await desktop.getByRole('button', { name: 'Pair another device' }).waitFor();
  await shoot(desktop, 'console-5-paired');
  await phone.waitForURL(/\/join\/home/);
  await shoot(phone, 'phone-3-home');

  await desktop.getByRole('button', { name: 'Pair another device' }).click();
  await desktop.getByRole('img', { name: /QR/i }).waitFor();
  const stranger = await scan(desktop, browser, '127.0.0.12');
  await stranger.getByRole('button', { name: 'Ask to join' }).click();
  await shownPin(stranger);
  await desktop.getByRole('button', { name: 'Deny' }).click();
  await desktop.getByRole('button', { name: 'Show a new code' }).waitFor();
  await shoot(desktop, 'console-6-denied');
  await stranger.getByRole('heading', { name: /not let in|denied|turned down|said no/i }).waitFor();
  await shoot(stranger, 'phone-4-denied');

  await desktop.getByRole('button', { name: 'Close' }).click();
  await addDevices();
  await desktop.goto(`${system.baseUrl}/#/nodes?sort=-lastSeenAt`);
  await desktop.reload();
  await desktop.getByText('1–20 of 152').waitFor();
  await shoot(desktop, 'console-7-devices');
  await desktop.getByRole('searchbox').fill('kitchen');
  await desktop
    .getByRole('link', { name: /^Kitchen tablet/ })
    .first()
    .click();
  await desktop.getByRole('heading', { name: 'Details' }).waitFor();
  await shoot(desktop, 'console-8-one-device');
  await desktop.getByRole('link', { name: 'Settings' }).click();
  await desktop.getByRole('heading', { name: 'Your keys' }).waitFor();
  await shoot(desktop, 'console-9-settings');
  for (const [index, words] of LANGUAGES.entries()) await pictureIn(words, `127.0.0.${20 + index}`);
} finally {
  await browser.close();
  await system.stop();
  await servers.stop();
}
