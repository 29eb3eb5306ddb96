import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { PairingPages, pinField, showCode, typePin } from './pairing-pages.js';

type Shell = ChildProcessByStdio<null, Readable, Readable>;

const chromium = locateChromium();

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

(chromium === undefined ? describe.skip : describe)('the line for a device that has Node alone', () => {
  let system: RunningSystem;
  let browser: Browser;
  let pages: PairingPages;
  let desktop: Page;
  let home: string;
  let file: Buffer;
  const servers: Server[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off', TLS: 'self-signed' } });
    browser = await launchChromium(chromium ?? '');
    pages = new PairingPages(browser, system);
    desktop = await pages.signedIn({ ignoreHTTPSErrors: true });
    home = await mkdtemp(join(tmpdir(), 'meshpair-device-'));
    file = Buffer.from(await (await desktop.request.get(`${system.baseUrl}/cli.mjs`)).body());
  }, 120_000);
  afterEach(async () => {
    const cancel = desktop.getByRole('button', { name: 'Cancel', exact: true });
    if (await cancel.isVisible()) await cancel.click();
  });
  afterAll(async () => {
    servers.forEach((server) => server.close().closeAllConnections());
    await pages?.close();
    await browser?.close();
    await system?.stop();
    if (home) await rm(home, { recursive: true, force: true });
  });

  /** A POSIX shell in an empty folder, where there is a Node and no Meshpair. */
  const shell = (line: string, folder: string): Shell =>
    spawn('sh', ['-c', line], {
      cwd: folder,
      env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const outcomeOf = async (child: Shell): Promise<Ended> => {
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output: (await said).join('') };
  };
  const emptyFolder = (): Promise<string> => mkdtemp(join(home, 'empty-'));
  const shownLine = async (): Promise<string> => {
    await desktop.reload();
    await showCode(desktop);
    await desktop.getByRole('button', { name: 'Only a terminal there?' }).click();
    return desktop.getByLabel('Command for the device').inputValue();
  };
  async function serve(content: Buffer): Promise<string> {
    const server = createServer((_request, response) => response.end(content)).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  /** The line, with the file from elsewhere, and up to where the terminal would be run. */
  const fetching = (line: string, from: string): string =>
    line.replace(`${system.baseUrl}/cli.mjs`, `${from}/cli.mjs`).replace(/ join .*$/, ' --version');

  it('joins from an empty folder, by a certificate that nobody has signed', async () => {
    const folder = await emptyFolder();
    const device = shell(`${await shownLine()} --name Attic`, folder);
    let said = '';
    device.stdout.on('data', (data: Buffer) => (said += data.toString()));
    const ended = outcomeOf(device);
    await pinField(desktop).waitFor();
    const pin = await waitFor(() => /(?:\d +){5}\d/.exec(said)?.[0], { message: 'the terminal shows a PIN' });
    await typePin(desktop, pin.replaceAll(' ', ''));
    expect(await ended).toMatchObject({ code: 0, output: expect.stringContaining('the node "Attic"') });
    const { tokenType, url } = JSON.parse(
      await readFile(join(folder, '.config/meshpair/device.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect([tokenType, url]).toEqual(['DPoP', system.baseUrl]);
  });

  it('runs what came by plain HTTP, and nothing of which a byte is another', async () => {
    const line = await shownLine();
    const whole = await emptyFolder();
    expect(await outcomeOf(shell(fetching(line, await serve(file)), whole))).toEqual({
      code: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const changed = Buffer.from(file);
    changed[changed.length - 2] = (changed.at(-2) ?? 0) ^ 1;
    const folder = await emptyFolder();
    const refused = await outcomeOf(shell(fetching(line, await serve(changed)), folder));
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('This is not the file that the console knows');
    expect(await readdir(folder)).toEqual([]);
  });

  it('joins no gateway with another certificate than the one that the console knows', async () => {
    const folder = await emptyFolder();
    const line = (await shownLine()).replace(/--pin [0-9a-f]{64}/, `--pin ${'0'.repeat(64)}`);
    const { code, output } = await outcomeOf(shell(line, folder));
    expect([code, output]).toEqual([5, expect.stringContaining('its certificate is not the one of --pin')]);
  });

  it('says so when it cannot be fetched', async () => {
    await desktop.route('**/assets/terminal-command-*.js', (route) => route.abort());
    await desktop.reload();
    await showCode(desktop);
    await desktop.getByRole('button', { name: 'Only a terminal there?' }).click();
    await desktop.getByRole('alert').getByText('Can’t reach Meshpair').waitFor();
    await desktop.unroute('**/assets/terminal-command-*.js');
  });

  it('joins with a setup key', async () => {
    await desktop.reload();
    await desktop.getByRole('link', { name: 'Settings' }).click();
    const keys = desktop.getByRole('region', { name: 'Setup keys' });
    await keys.getByText('Make a setup key').first().click();
    await keys.getByLabel('A key you already have').fill(system.ownerKey);
    await keys.getByRole('button', { name: 'Make a setup key' }).click();
    const line = await keys.getByLabel('Command for the device').inputValue();
    expect(await outcomeOf(shell(`${line} --name Cellar`, await emptyFolder()))).toMatchObject({
      code: 0,
      output: expect.stringContaining('the node "Cellar"'),
    });
  });
});
