import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const HEARTBEAT_MS = 5_000;
const HEARTBEAT_TIMEOUT_MS = 5_000;

/** A dead connection does not answer a farewell. */
const FAREWELL_MS = 1_000;

/** The server drops a holder that vanished without a word within half a minute. */
const SESSION_OPTIONS =
  '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c idle_session_timeout=0';

export interface AdvisoryLockOptions {
  /** What the lock is called, over all processes. */
  readonly name: string;
  /** What the connection is called in `pg_stat_activity`. */
  readonly applicationName: string;
}

/** A connection of its own that holds, or tries to get, a session-level advisory lock. */
export class AdvisoryLock {
  private readonly client: pg.Client;
  private readonly socket = new Socket();
  private readonly losing = new AbortController();

  private constructor(
    databaseUrl: string,
    private readonly options: AdvisoryLockOptions,
  ) {
    this.client = new pg.Client({
      connectionString: databaseUrl,
      stream: () => this.socket,
      application_name: options.applicationName,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: HEARTBEAT_TIMEOUT_MS,
      options: SESSION_OPTIONS,
    });
    this.client.on('error', () => this.losing.abort());
    this.client.on('end', () => this.losing.abort());
  }

  static async connect(databaseUrl: string, options: AdvisoryLockOptions): Promise<AdvisoryLock> {
    const lock = new AdvisoryLock(databaseUrl, options);
    await lock.client.connect();
    return lock;
  }

  /** Aborts when the connection, and the lock with it, is gone. */
  get lost(): AbortSignal {
    return this.losing.signal;
  }

  async tryAcquire(): Promise<boolean> {
    const { rows } = await this.client.query<{ acquired: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as acquired',
      [this.options.name],
    );
    return rows[0]?.acquired ?? false;
  }

  /** Runs `work` while asking the server, every few seconds, whether the connection still lives. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => {
      this.client.query('select 1').catch(() => this.losing.abort());
    }, HEARTBEAT_MS);
    timer.unref();
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  /** Gives the lock back with its connection. */
  async close(): Promise<void> {
    const farewell = this.client.end().catch(() => undefined);
    await Promise.race([farewell, delay(FAREWELL_MS, undefined, { ref: false })]);
    this.socket.destroy();
  }
}
