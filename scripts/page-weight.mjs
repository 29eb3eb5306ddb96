import { installAndBuildOrExit } from './install.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// Prints what the pages weigh over the wire, and when they can be used on a slow machine: DESIGN wants ≤ 60 kB in all.
await goOnWithSupportedNode();
await installAndBuildOrExit();
const { chromium } = await import('playwright-core');
const { startServers, startSystem } = await import('../libs/testing/dist/index.js');
const { LANGUAGES } = await import('../libs/words/dist/index.js');
const { IN } = await import('../libs/words/dist/catalogues.js');

/** @typedef {Parameters<import('playwright-core').BrowserContext['addCookies']>[0]} Cookies */
/** @typedef {'signIn.button' | 'start.button' | 'join.ask'} Button What the person came for. */
/** @typedef {{ title: string, url: string, cookies: Cookies, button: Button }} Measured */
/** @typedef {{ page: Measured, language: import('../libs/words/dist/index.js').Language, slowdown: number }} Visit */

const LIMIT_KILOBYTES = 60;
const SLOWDOWNS = [1, 4, 6];
/** A slow 4G network, as Lighthouse throttles it. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750 };
const RUNS = 3;

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** @param {number[]} values */
const median = (values) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Opens a page with an empty cache; resolves with the bytes that it took and the time until its button can be pressed.
 * @param {import('playwright-core').Browser} browser
 * @param {Visit} visit
 */
async function visit(browser, { page: { url, cookies, button }, language, slowdown }) {
  const context = await browser.newContext({ locale: language });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  /** @type {number[]} */
  const sizes = [];
  session.on('Network.loadingFinished', ({ encodedDataLength }) => sizes.push(encodedDataLength));
  const startedAt = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  // Playwright's trial click waits until it takes events.
  await page.getByRole('button', { name: IN[language](button) }).click({ trial: true });
  const milliseconds = performance.now() - startedAt;
  await page.waitForLoadState('load');
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  await context.close();
  return { milliseconds, bytes };
}

const servers = await startServers({});
const system = await startSystem({ settings: { HOST_NODE_NAME: 'Home', RATE_LIMITS: 'off' } });
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
let isLight = true;
try {
  /**
   * @param {string} path
   * @param {object} body
   * @param {Record<string, string>} [headers]
   */
  const post = (path, body, headers) =>
    fetch(`${system.baseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const signedIn = await post('/console/session', { key: system.ownerKey });
  const [name = '', value = ''] = (signedIn.headers.get('set-cookie') ?? '').split(/[;=]/);
  const cookies = [{ name, value, url: system.baseUrl }];
  const started = await post('/pairing/start', {}, { authorization: `Bearer ${system.ownerKey}` });
  const { token } = /** @type {{ token: string }} */ (await started.json());
  /** @type {Measured[]} */
  const pages = [
    {
      title: 'console, signed out',
      url: system.baseUrl,
      cookies: [],
      button: 'signIn.button',
    },
    {
      title: 'console, signed in',
      url: system.baseUrl,
      cookies,
      button: 'start.button',
    },
    {
      title: 'the phone’s page',
      url: `${system.baseUrl}/join?token=${token}`,
      cookies: [],
      button: 'join.ask',
    },
  ];
  console.log('Slow 4G (150 ms, 1.6 Mbit/s), empty cache, median of three.\n');
  console.log('page                  over the wire   usable at CPU ÷1      ÷4      ÷6');
  /** @param {Visit} wanted */
  const runsOf = async (wanted) => {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await visit(browser, wanted));
    return runs;
  };
  for (const page of pages) {
    for (const language of LANGUAGES) {
      const times = [];
      let bytes = 0;
      for (const slowdown of SLOWDOWNS) {
        const runs = await runsOf({ page, language, slowdown });
        bytes = Math.max(bytes, ...runs.map((run) => run.bytes));
        times.push(median(runs.map(({ milliseconds }) => milliseconds)));
      }
      if (bytes > LIMIT_KILOBYTES * 1024) isLight = false;
      const columns = times.map((time) => `${(time / 1000).toFixed(2)} s`.padStart(8)).join('');
      const title = `${page.title}, ${language}`.padEnd(24);
      console.log(`${title}${`${(bytes / 1024).toFixed(1)} kB`.padStart(11)}${' '.repeat(16)}${columns}`);
    }
  }
  console.log(`\nA page takes ${isLight ? 'less' : 'MORE'} than ${LIMIT_KILOBYTES} kB.`);
} finally {
  await browser.close();
  await system.stop();
  await servers.stop();
}
process.exitCode = isLight ? 0 : 1;
