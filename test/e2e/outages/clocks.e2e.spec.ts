import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  HttpClient,
  pairDevice,
  type RunningSystem,
  type ServiceName,
  start,
  startSystem,
  waitFor,
} from '@meshpair/testing';

const QUARTER_OF_AN_HOUR_MS = 900_000;
const FLOWS = 30;

/** By how much the clock of a service's first, second and third replica is off. */
const SKEWS_MS: Readonly<Record<ServiceName, readonly number[]>> = {
  gateway: [QUARTER_OF_AN_HOUR_MS],
  pairing: [0, QUARTER_OF_AN_HOUR_MS, -QUARTER_OF_AN_HOUR_MS],
  registry: [QUARTER_OF_AN_HOUR_MS, -QUARTER_OF_AN_HOUR_MS],
  keeper: [QUARTER_OF_AN_HOUR_MS],
  'cleanup-worker': [QUARTER_OF_AN_HOUR_MS],
  audit: [],
  webhooks: [],
};

const skewed = (name: ServiceName, index: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import ${pathToFileURL(resolve('test/faults/dist/mesh/skewed-clock.js')).href}`,
  CLOCK_SKEW_MS: String(SKEWS_MS[name][index] ?? 0),
});

describe('replicas whose clocks are a quarter of an hour off', () => {
  let system: RunningSystem;
  let owner: HttpClient;

  beforeAll(async () => {
    system = await startSystem({
      settings: { RATE_LIMITS: 'off', PURGE_EVERY_SECONDS: '1' },
      replicas: {
        pairing: SKEWS_MS.pairing.length,
        registry: SKEWS_MS.registry.length,
        'cleanup-worker': SKEWS_MS['cleanup-worker'].length,
      },
      settingsOf: skewed,
    });
    owner = new HttpClient(system.baseUrl);
  });

  afterAll(async () => {
    owner?.close();
    await system?.stop();
  });

  it('pair every device: none is refused', async () => {
    for (let index = 0; index < FLOWS; index += 1) {
      const flow = await pairDevice(system.baseUrl, owner, system.ownerKey, index);
      expect([flow.verify.status, flow.claim.status]).toEqual([200, 200]);
    }
  });

  it('write the times of each pairing in its order', async () => {
    const rows = await system.query(
      `select pairing_id, sequence
         from (select *, lag(occurred_at) over (partition by pairing_id order by sequence) as before
                 from pairing.pairing_events) as event
        where occurred_at < before`,
    );
    expect(rows).toEqual([]);
  });

  it('issue tokens by the database’s time', async () => {
    const [row] = await system.query(
      `select count(*)::integer as issued
         from registry.issued_tokens
        where issued_at between (select min(occurred_at) from pairing.pairing_events) and clock_timestamp()`,
    );
    expect(row).toEqual({ issued: FLOWS });
  });

  it('end a pairing when its time is over, and not before', async () => {
    const { pairingId } = await start(owner, system.ownerKey);
    const path = `/pairing/${pairingId}`;
    const view = async (): Promise<Readonly<Record<string, unknown>>> =>
      (await owner.call({ path, bearer: system.ownerKey })).body;
    await waitForRuns(system, 2);
    expect(await view()).toMatchObject({ state: 'TokenCreated' });
    await system.query(
      `update pairing.pairing_states
          set expires_at = late.at, state = jsonb_set(state, '{expiresAt}', to_jsonb(
                to_char(late.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
         from (select date_trunc('milliseconds', clock_timestamp() + interval '1 second') as at) as late
        where pairing_id = $1`,
      [pairingId],
    );
    const failed = await waitFor(
      async () => {
        const seen = await view();
        return seen['state'] === 'Failed' && seen;
      },
      { message: 'the pairing has expired' },
    );
    expect(failed['reason']).toBe('expired');
    expect(Date.parse(String(failed['failedAt']))).toBeGreaterThan(Date.parse(String(failed['expiresAt'])));
  });
});

/** Waits until the cleanup has run so many times more. */
async function waitForRuns(system: RunningSystem, runs: number): Promise<void> {
  const runsSoFar = (): number => system.logs().split('cleanup done').length;
  const before = runsSoFar();
  await waitFor(() => runsSoFar() >= before + runs, { message: 'a cleanup' });
}
