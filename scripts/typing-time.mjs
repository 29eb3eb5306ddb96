import { installAndBuildOrExit } from './install.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// Prints how long the console's page is busy from a key that is pressed in the search until its answer is painted, without the wait
// for the answer: each must fit into one frame of 60 a second, however many devices there are.
await goOnWithSupportedNode();
await installAndBuildOrExit();
const { chromium } = await import('playwright-core');
const { startServers, startSystem } = await import('../libs/testing/dist/index.js');

const FRAME_MS = 1000 / 60;
const DEVICES = [1, 150, 10_000];
const WORDS = ['sensor', '10.0', 'phone 1', 'linux'];

/** @param {readonly number[]} values */
const median = (values) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** In the page: resolves once what has changed is painted. */
const PAINTED = 'new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))';

const servers = await startServers({});
const system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

/** @param {number} count */
async function haveDevices(count) {
  await system.query(`delete from registry.mesh_nodes where role = 'device'`);
  await system.query(
    `insert into registry.mesh_nodes
            (owner_id, node_id, name, role, ip, platform, permissions, tags, created_at, updated_at, last_seen_at)
     select owner_id, 'node-' || n, case n % 3 when 0 then 'Phone ' else 'Sensor ' end || n, 'device', '10.0.0.' || n % 250,
            'Linux (armv7l)', '{mesh:read,mesh:connect}', '{attic,guest}', now() - n * interval '1 minute', now(), now()
       from registry.owners, generate_series(1, $1::integer) as n`,
    [count],
  );
}

/** @param {import('playwright-core').Page} page */
async function timesOf(page) {
  const session = await page.context().newCDPSession(page);
  // Its own time, not that in which another program had the processor.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  /** How long its main thread has been busy since it began, in milliseconds. */
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  const search = page.getByRole('searchbox');
  const keys = [];
  const answers = [];
  for (const word of WORDS) {
    const cleared = page.waitForResponse(/\/nodes\?/);
    await search.fill('');
    if (word !== WORDS[0]) await cleared;
    else cleared.catch(() => undefined);
    for (const key of word) {
      await page.evaluate(PAINTED);
      const answered = page.waitForResponse(/\/nodes\?.*q=/);
      const before = await busy();
      await page.keyboard.press(key === ' ' ? 'Space' : key);
      await page.evaluate(PAINTED);
      const pressed = await busy();
      keys.push(pressed - before);
      // A space at the end asks for nothing new.
      if (key === ' ') {
        answered.catch(() => undefined);
        continue;
      }
      await (await answered).finished();
      await page.evaluate(PAINTED);
      await page.evaluate(PAINTED);
      answers.push((await busy()) - pressed);
    }
  }
  return { key: median(keys), answer: median(answers) };
}

let isQuick = true;
try {
  console.log(
    `Busy from a key to what it changes, median; at most a frame of ${FRAME_MS.toFixed(1)} ms each.\n`,
  );
  console.log('devices   key pressed   answer shown');
  for (const count of DEVICES) {
    await haveDevices(count);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(system.baseUrl);
    await page.getByLabel(/owner key/i).fill(system.ownerKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('[data-node]').first().waitFor();
    await timesOf(page);
    const { key, answer } = await timesOf(page);
    if (!(key <= FRAME_MS && answer <= FRAME_MS)) isQuick = false;
    console.log(
      `${String(count).padStart(7)}${`${key.toFixed(1)} ms`.padStart(14)}${`${answer.toFixed(1)} ms`.padStart(15)}`,
    );
    await page.close();
  }
  console.log(`\nTyping fits ${isQuick ? '' : 'NOT '}into a frame.`);
} finally {
  await browser.close();
  await system.stop();
  await servers.stop();
}
process.exitCode = isQuick ? 0 : 1;
