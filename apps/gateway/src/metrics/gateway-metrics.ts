import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ChainProgress, CopyState, DeliveryCounts } from '@meshpair/contracts';

/** From a cached answer to a verify that waits for the registry. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type StreamKind = 'pairing' | 'audit' | 'peers';

/** What this gateway counts (Prometheus). Labels are patterns and codes, never ids or secrets. */
export class GatewayMetrics {
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'meshpair_http_requests_total',
    help: 'Answered requests by route pattern and status',
    labelNames: ['method', 'route', 'status'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'meshpair_http_request_duration_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers: [this.registry],
  });
  private readonly commands = new Counter({
    name: 'meshpair_commands_total',
    help: 'Commands to the services by subject and outcome: ok, or the code of the refusal',
    labelNames: ['subject', 'outcome'],
    registers: [this.registry],
  });
  private readonly streams = new Gauge({
    name: 'meshpair_event_streams_open',
    help: 'Open server-sent event streams',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  private readonly copyLag = new Gauge({
    name: 'meshpair_audit_copy_lag_events',
    help: 'Events that the copy for auditors lacks',
    registers: [this.registry],
  });
  private readonly copyStalled = new Gauge({
    name: 'meshpair_audit_copy_stalled',
    help: '1 while the copy for auditors comes no nearer to its origin',
    registers: [this.registry],
  });
  private readonly copySeen = new Gauge({
    name: 'meshpair_audit_copy_seen_timestamp_seconds',
    help: 'When the keeper last told of the copy for auditors, which it does every second; 0: never',
    registers: [this.registry],
  });
  private readonly chainLag = new Gauge({
    name: 'meshpair_audit_chain_lag_events',
    help: 'Places of the trail up to the newest event that the hash chain has not reached',
    registers: [this.registry],
  });
  private readonly deliveries = new Gauge({
    name: 'meshpair_webhook_deliveries',
    help: 'Deliveries to webhooks in the log of 30 days, by state: pending, delivered or failed',
    labelNames: ['state'],
    registers: [this.registry],
  });
  private readonly overdue = new Gauge({
    name: 'meshpair_webhook_overdue_seconds',
    help: 'How long the most overdue delivery to a webhook waits',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const kind of ['pairing', 'audit', 'peers'] satisfies StreamKind[]) this.streams.set({ kind }, 0);
  }

  readonly contentType = this.registry.contentType;

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** Counts every answer of the server. */
  watch(server: FastifyInstance): void {
    server.addHook('onResponse', (request, reply, done) => {
      const { method } = request;
      const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
      this.requests.inc({ method, route, status: reply.statusCode });
      this.durations.observe({ method, route }, reply.elapsedTime / 1000);
      done();
    });
  }

  /** Notes what the keeper tells of the copy for auditors. */
  noteCopy({ lag, isStalled }: CopyState): void {
    this.copyLag.set(lag);
    this.copyStalled.set(isStalled ? 1 : 0);
    this.copySeen.setToCurrentTime();
  }

  readonly countCommand = (subject: string, outcome: string): void => this.commands.inc({ subject, outcome });

  /** Undefined when nobody could tell: no number is better than an old one. */
  showDeliveries(found: DeliveryCounts | undefined): void {
    this.deliveries.reset();
    this.overdue.remove();
    if (found === undefined) return;
    for (const [state, count] of Object.entries(found.counts)) this.deliveries.set({ state }, count);
    this.overdue.set(found.overdueSeconds);
  }

  /** As `showDeliveries`. */
  showChain(progress: ChainProgress | undefined): void {
    if (progress === undefined) this.chainLag.remove();
    else this.chainLag.set(progress.recordedTo - progress.chainedTo);
  }

  /** Counts a stream as open until the returned function is called. */
  streamOpened(kind: StreamKind): () => void {
    this.streams.inc({ kind });
    return () => this.streams.dec({ kind });
  }
}
