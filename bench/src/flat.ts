import { startServers } from '@meshpair/testing';
import { flatHistory } from './flat/history.js';
import { flatLong } from './flat/long.js';
import { flatNodes } from './flat/nodes.js';
import { flatPurge } from './flat/purge.js';
import { flatStart } from './flat/start.js';
import { flatStreams } from './flat/streams.js';
import { warmUp } from './measure.js';
import { startMesh } from './mesh.js';

const USAGE = `npm run bench:flat: whether the cost of a pairing stays the same, on durable servers in a scratch folder.

  start     how long npm start takes, and the memory that it keeps
  nodes     registration by an owner with 10, 1,000 and 100,000 nodes
  history   pages of audit, nodes and pairings at 10,000 and at 10 million events (some gigabytes, some minutes)
  purge     pairings while the worker purges a million ended ones
  streams   10 and 10,000 event streams at one gateway
  long      a hundred thousand flows, with the floor between

npm run bench:flat -- nodes long   runs these alone.`;

const ALL = ['start', 'nodes', 'purge', 'streams', 'long', 'history'] as const;

const asked = process.argv.slice(2);
if (asked.some((name) => !ALL.includes(name as never))) {
  console.log(USAGE);
  process.exit(asked.every((name) => name === '--help' || name === '-h') ? 0 : 2);
}
const names = asked.length > 0 ? asked : ALL;
const say = (line: string): void => console.log(line);
const progress = (line: string): void => console.error(line);

const SETTINGS = {
  PURGE_EVERY_SECONDS: '1',
  PURGE_AFTER_SECONDS: '3600',
  PAIRING_TTL_SECONDS: '600',
  MAX_STREAMS: '20000',
};

async function runOnMesh(): Promise<void> {
  progress('Starting durable Postgres (fsync on), NATS, the keeper and the services …');
  const servers = await startServers({ durable: true });
  try {
    const mesh = await startMesh(servers.postgresPid, 101, { settings: SETTINGS });
    try {
      await warmUp(mesh.target(100), 4000);
      if (names.includes('nodes')) await flatNodes(mesh, say);
      if (names.includes('purge')) await flatPurge(mesh, say);
      if (names.includes('streams')) await flatStreams(mesh, say, progress);
      if (names.includes('long')) await flatLong(mesh, servers.postgresPid, say);
      if (names.includes('history')) await flatHistory(mesh, say, progress);
    } finally {
      await mesh.system.stop();
    }
  } finally {
    await servers.stop();
  }
}

if (names.includes('start')) await flatStart(say);
if (names.some((name) => name !== 'start')) await runOnMesh();
