import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { RunningSystem } from '@meshpair/testing';

/** As if so many had been paired, beside what is there already: each third is a phone whose token has ended. */
export async function addDevices(system: RunningSystem, count: number): Promise<void> {
  await system.query(
    `insert into registry.mesh_nodes
            (owner_id, node_id, name, role, ip, platform, permissions, created_at, updated_at, last_seen_at)
     select owner_id, 'node-' || n, case n % 3 when 0 then 'Phone ' else 'Sensor ' end || n, 'device',
            '10.' || n / 62500 || '.' || n / 250 % 250 || '.' || n % 250,
            case n % 3 when 0 then 'Android 16' else 'Linux (armv7l)' end, '{mesh:read,mesh:connect}',
            now() - n * interval '1 minute', now(), now() - n * interval '10 seconds'
       from registry.owners, generate_series(1, $1::integer) as n`,
    [count],
  );
  await system.query(
    `insert into registry.issued_tokens
            (token_id, family_id, owner_id, node_id, permissions, issued_at, expires_at)
     select 'token-' || n, 'token-' || n, owner_id, 'node-' || n, '{mesh:read}', now(),
            now() + case n % 3 when 0 then interval '0' else interval '20 days' end
       from registry.owners, generate_series(1, $1::integer) as n
         on conflict (token_id) do update set revoked_at = null, removal_id = null, expires_at = excluded.expires_at`,
    [count],
  );
  await system.query(
    `update registry.owners
        set device_count = (select count(*) from registry.mesh_nodes where role = 'device')`,
  );
}

export const removeDevices = (system: RunningSystem): Promise<unknown> =>
  system.query(`delete from registry.mesh_nodes where role = 'device'`);

/** So many, and no others. */
export async function haveDevices(system: RunningSystem, count: number): Promise<void> {
  await removeDevices(system);
  await addDevices(system, count);
}

interface Visit {
  readonly system: RunningSystem;
  readonly browser: Browser;
  /** Closed by the test. */
  readonly contexts: BrowserContext[];
}

/** The signed-in console, at the list or at one node. */
export async function signIn(
  { system, browser, contexts }: Visit,
  width: number,
  hash = '',
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    viewport: { width, height: 800 },
    ...options,
  });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(`${system.baseUrl}/${hash}`);
  await page.getByLabel(/owner key/i).fill(system.ownerKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('[data-node], .device-top').first().waitFor();
  return page;
}
