import pg from 'pg';

const HEARTBEAT_MS = 5_000;
const HEARTBEAT_TIMEOUT_MS = 5_000;

/** The server drops a holder that vanished without a word within half a minute. */
const SESSION_OPTIONS =
  '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c idle_session_timeout=0';

/** A connection of its own that holds, or tries to get, a session-level advisory lock. */
export class OutboxLock {
  readonly #client: pg.Client;
  readonly #lost = new AbortController();

  private constructor(
    databaseUrl: string,
    private readonly name: string,
  ) {
    this.#client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'meshpair-outbox',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: HEARTBEAT_TIMEOUT_MS,
      options: SESSION_OPTIONS,
    });
    this.#client.on('error', () => this.#lost.abort());
    this.#client.on('end', () => this.#lost.abort());
  }

  static async connect(databaseUrl: string, name: string): Promise<OutboxLock> {
    const lock = new OutboxLock(databaseUrl, name);
    await lock.#client.connect();
    return lock;
  }

  /** Aborts when the connection, and the lock with it, is gone. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async tryAcquire(): Promise<boolean> {
    const { rows } = await this.#client.query<{ acquired: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as acquired',
      [`outbox ${this.name}`],
    );
    return rows[0]?.acquired ?? false;
  }

  /** Runs `work` while asking the server, every few seconds, whether the connection still lives. */
  async guard(work: () => Promise<void>): Promise<void> {
    const timer = setInterval(() => {
      this.#client.query('select 1').catch(() => this.#lost.abort());
    }, HEARTBEAT_MS);
    timer.unref();
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}
