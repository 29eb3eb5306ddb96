import { cpus, totalmem } from 'node:os';
import { type RunningSystem, startServers, type TestServers } from '@meshpair/testing';
import { measureFloor } from './floor.js';
import { measure, warmUp } from './measure.js';
import { type BenchMesh, startMesh } from './mesh.js';
import { type BenchOptions, readOptions, USAGE } from './options.js';
import { type BenchDatabase, createDatabase } from './others/bench-database.js';
import { installOthers } from './others/install-others.js';
import { type Other, OTHER_TARGETS, startOther } from './others/start-other.js';
import { report, type Row, shareOfFloor } from './report.js';
import type { Target } from './target.js';

const WARM_UP_FLOWS = 4000;
const WARM_UP_FLOWS_OF_OTHERS = 2000;
/** As many flows at a time as a warm-up has. */
const WARM_UP_USERS = 32;
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
  database: Pick<RunningSystem, 'databaseUrl' | 'query'>,
  postgresPid: number,
  point: { readonly atATime: number; readonly seconds: number; readonly owners?: number },
): Promise<Row> {
  const floorOf = (): ReturnType<typeof measureFloor> =>
    measureFloor(database, postgresPid, { atATime: point.atATime, seconds: FLOOR_SECONDS });
  const before = await floorOf();
  const measured = await measure(target, point, database.query);
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
        await measurePoint(mesh.target(count), mesh.system, postgresPid, {
          atATime: each,
          seconds,
          owners: count,
        }),
      );
  return rows;
}

async function runMesh(servers: TestServers, options: BenchOptions): Promise<readonly Row[]> {
  say('Starting the keeper and the services …');
  const mesh = await startMesh(servers.postgresPid, Math.max(...options.owners), {
    replicas: options.replicas,
  });
  try {
    return await measureMesh(mesh, servers.postgresPid, options);
  } finally {
    await mesh.system.stop();
  }
}

async function measureOther(
  other: Other,
  servers: TestServers,
  floor: BenchDatabase,
  { atATime, seconds }: BenchOptions,
): Promise<readonly Row[]> {
  say(`Starting ${other.name}, and warming up with ${WARM_UP_FLOWS_OF_OTHERS} flows …`);
  const target = await startOther(other, servers, Math.max(WARM_UP_USERS, ...atATime), say);
  try {
    await warmUp(target, WARM_UP_FLOWS_OF_OTHERS);
    const rows: Row[] = [];
    for (const each of atATime)
      rows.push(await measurePoint(target, floor, servers.postgresPid, { atATime: each, seconds }));
    return rows;
  } finally {
    await target.stop();
  }
}

/** One after another, each by itself beside the servers. */
async function runOthers(servers: TestServers, options: BenchOptions): Promise<readonly Row[]> {
  const floor = await createDatabase(servers.postgresUrl, 'bench_floor');
  try {
    const rows: Row[] = [];
    for (const other of OTHER_TARGETS) rows.push(...(await measureOther(other, servers, floor, options)));
    return rows;
  } finally {
    await floor.close();
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
if (options.withOthers) await installOthers(say);
say('Starting durable Postgres (fsync on), NATS and Redis …');
const servers = await startServers({ durable: true });
try {
  const ofMesh = await runMesh(servers, options);
  const rows = options.withOthers ? [...ofMesh, ...(await runOthers(servers, options))] : ofMesh;
  if (options.asJson) console.log(JSON.stringify({ machine: machine(), rows }, null, 2));
  else console.log(`\n${JSON.stringify(machine())}\n\n${report(rows)}`);
} finally {
  await servers.stop();
}
