import { startServers, startSystem } from '@meshpair/testing';
import { BareTransactions } from './bare-transactions.js';
import { measure, type Measurement } from './measure.js';
import { PairingFlows } from './pairing-flows.js';

const CONCURRENCIES = [1, 32] as const;
const FLOWS = { 1: 300, 32: 3000 } as const;

if (process.argv.includes('--help')) {
  console.log(
    'npm run bench: whole pairing flows beside four bare pg transactions a flow, on durable servers.',
  );
  process.exit(0);
}

const row = (cells: readonly string[]): string =>
  `| ${(cells[0] ?? '').padEnd(40)} | ${cells
    .slice(1)
    .map((cell) => cell.padStart(12))
    .join(' | ')} |`;

function print(measured: Measurement, floor: Measurement): void {
  console.log(
    row([
      measured.name,
      String(measured.concurrency),
      measured.perSecond.toFixed(0),
      measured.p50.toFixed(1),
      measured.p99.toFixed(1),
      `${((100 * measured.perSecond) / floor.perSecond).toFixed(0)} %`,
    ]),
  );
}

console.log('Starting durable Postgres (fsync on), nats-server, the keeper and the four services …');
const servers = await startServers({ durable: true });
const system = await startSystem({
  settings: {
    LOG_LEVEL: 'warn',
    RATE_LIMITS: 'off',
    MAX_DEVICES_PER_OWNER: '1000000',
    IP_CONFLICT_POLICY: 'allow',
  },
});
try {
  console.log(row(['', 'at a time', 'flows/s', 'p50 ms', 'p99 ms', 'of floor']));
  for (const concurrency of CONCURRENCIES) {
    const bare = new BareTransactions(system.databaseUrl, concurrency);
    await bare.prepare();
    const floor = await measure('four bare pg transactions', concurrency, FLOWS[concurrency], () =>
      bare.flow(),
    );
    await bare.close();
    print(floor, floor);

    const pairings = new PairingFlows(system.baseUrl, system.ownerKey, concurrency);
    const measured = await measure(
      'start, connect, verify, registered, claim',
      concurrency,
      FLOWS[concurrency],
      () => pairings.flow(),
    );
    pairings.close();
    print(measured, floor);
  }
} finally {
  await system.stop();
  await servers.stop();
}
