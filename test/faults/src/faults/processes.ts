import type { ServiceName } from '@meshpair/testing';
import type { Part } from '../mesh/part.js';
import type { Fault, FaultContext } from './fault.js';

const PAUSE_MS = 5_000;

const SKEWS_MS = [-900_000, 900_000] as const;

type Choose = (context: FaultContext) => Part;

const oneOf =
  (service: ServiceName): Choose =>
  ({ mesh, random }) =>
    random.pick(mesh.replicas.filter((replica) => replica.service === service)).part;

/** SIGKILL; the supervisor starts it again. */
export const kill = (what: string, choose: Choose): Fault => ({
  kind: `kill ${what}`,
  async run(context) {
    const part = choose(context);
    await part.killAndAwait('SIGKILL');
    return part.name;
  },
});

/** Postgres' immediate shutdown: its children are ended too, and it recovers from its log at the next start. */
const shutDownAtOnce: Fault = {
  kind: 'crash postgres',
  async run({ mesh }) {
    await mesh.servers.postgres.killAndAwait('SIGQUIT');
    return 'SIGQUIT';
  },
};

const pause = (what: string, choose: Choose): Fault => ({
  kind: `pause ${what}`,
  async run(context) {
    const part = choose(context);
    await part.pause(PAUSE_MS);
    return `${part.name} for ${PAUSE_MS / 1000} s`;
  },
});

/** A replica that starts again with a wrong clock, and keeps it. */
const skew = (service: ServiceName): Fault => ({
  kind: `skew ${service}`,
  async run({ mesh, random }) {
    const replica = random.pick(mesh.replicas.filter((each) => each.service === service));
    replica.clockSkewMs = random.pick(SKEWS_MS);
    await replica.part.killAndAwait('SIGKILL');
    return `${replica.part.name} by ${replica.clockSkewMs / 60_000} min`;
  },
});

const services = {
  keeper: 'keeper',
  gateway: 'gateway',
  pairing: 'pairing',
  registry: 'registry',
  worker: 'cleanup-worker',
  audit: 'audit',
  webhooks: 'webhooks',
} as const;

const postgres: Choose = ({ mesh }) => mesh.servers.postgres;
const nats: Choose = ({ mesh, random }) => random.pick(mesh.servers.nats);
const redis: Choose = ({ mesh }) => mesh.servers.redis;

export const PROCESS_FAULTS: readonly Fault[] = [
  ...Object.entries(services).flatMap(([what, service]) => [
    kill(what, oneOf(service)),
    pause(what, oneOf(service)),
  ]),
  kill('nats', nats),
  pause('nats', nats),
  kill('postgres', postgres),
  pause('postgres', postgres),
  kill('redis', redis),
  pause('redis', redis),
  shutDownAtOnce,
  skew('gateway'),
  skew('pairing'),
  skew('registry'),
  skew('cleanup-worker'),
  skew('webhooks'),
];
