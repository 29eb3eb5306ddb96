import { cpus, totalmem } from 'node:os';
import { startServers, type TestServers } from '@meshpair/testing';
import { measureFloor } from './floor.js';
import { measure, warmUp } from './measure.js';
import { type BenchMesh, startMesh } from './mesh.js';
import { type BenchOptions, readOptions, USAGE } from './options.js';
import { report, type Row, shareOfFloor } from './report.js';
import type { Target } from './target.js';

const WARM_UP_FLOWS = 4000;
const FLOOR_SECONDS = 3;

/** Progress: what is asked for goes to standard output, at the end. */
const say = (line: string): void => console.error(line);

function optionsOrExit(): BenchOptions {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options !== 'help') return options;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function measurePoint(
  target: Target,
  mesh: BenchMesh,
  postgresPid: number,
  point: { readonly atATime: number; readonly seconds: number; readonly owners?: number },
): Promise<Row> {
  const floorOf = (): ReturnType<typeof measureFloor> =>
    measureFloor(mesh.system, postgresPid, { atATime: point.atATime, seconds: FLOOR_SECONDS });
  const before = await floorOf();
  const measured = await measure(target, point, mesh.system.query);
  const row = { owners: point.owners, point: measured, before, after: await floorOf() };
  const perSecond = measured.driven.perSecond.toFixed(0);
  say(
    `  ${target.name}, ${point.atATime} at a time: ${perSecond} flows/s, ${shareOfFloor(row).toFixed(2)} of the floor`,
  );
  return row;
}

async function measureMesh(mesh: BenchMesh, postgresPid: number, options: BenchOptions): Promise<Row[]> {
  const { atATime, owners, seconds } = options;
  say(`Warming up with ${WARM_UP_FLOWS} flows …`);
  await warmUp(mesh.target(Math.max(...owners)), WARM_UP_FLOWS);
  const rows: Row[] = [];
  for (const count of owners)
    for (const each of atATime)
      rows.push(
        await measurePoint(mesh.target(count), mesh, postgresPid, { atATime: each, seconds, owners: count }),
      );
  return rows;
}

async function run(servers: TestServers, options: BenchOptions): Promise<readonly Row[]> {
  say('Starting the keeper and the four services …');
  const mesh = await startMesh(servers.postgresPid, Math.max(...options.owners));
  try {
    return await measureMesh(mesh, servers.postgresPid, options);
  } finally {
    await mesh.system.stop();
  }
}

const machine = (): Readonly<Record<string, string | number>> => ({
  date: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
});

const options = optionsOrExit();
say('Starting durable Postgres (fsync on), NATS and Redis …');
const servers = await startServers({ durable: true });
try {
  const rows = await run(servers, options);
  if (options.asJson) console.log(JSON.stringify({ machine: machine(), rows }, null, 2));
  else console.log(`\n${JSON.stringify(machine())}\n\n${report(rows)}`);
} finally {
  await servers.stop();
}
