import { type RunningSystem, waitFor } from '@meshpair/testing';

/** Count and hash of each table. */
export type RowDigest = Readonly<Record<string, string>>;

/**
 * Columns that may change with a request that is refused: when something was last seen or used, when a session that
 * was used will lapse, when a verification is told again, and what a rate limit has counted.
 */
const UNCOMPARED = ['last_seen_at', 'last_used_at', 'tell_again_at'];
const UNCOMPARED_IN: Readonly<Record<string, readonly string[]>> = {
  'registry.device_sessions': ['expires_at'],
  'webhooks.targets': ['failing_since'],
};
/** What goes on by itself: counting, publishing, and attempts to tell webhooks. */
const PASSED_OVER = /rate_counters|_outbox|webhooks\.deliveries/;
const PASSED_OVER_IN: Readonly<Record<string, string>> = {
  'registry.mesh_events': `where type not in ('ConsoleRefused', 'LimitReached', 'StrangersRefused')`,
};

export class RowDigests {
  private statement: Promise<string> | undefined;

  constructor(private readonly system: Pick<RunningSystem, 'query' | 'consumersAreIdle'>) {}

  /** The digest of all our tables, once everything that was accepted is done. */
  async settled(): Promise<RowDigest> {
    await waitFor(() => this.isQuiet(), { timeoutMs: 60_000, message: 'all accepted work is done' });
    this.statement ??= this.prepare();
    const rows = await this.system.query(await this.statement);
    return Object.fromEntries(rows.map(({ name, digest }) => [String(name), String(digest)]));
  }

  private async isQuiet(): Promise<boolean> {
    // Twice: work may pass from the outbox to a consumer between the two looks.
    for (let look = 0; look < 2; look += 1) {
      const [row] = await this.system.query(
        `select (select count(*)::int from pairing.pairing_outbox) +
                (select count(*)::int from registry.registration_outbox) +
                (select count(*)::int from registry.mesh_outbox) as waiting`,
      );
      if (row?.waiting !== 0 || !(await this.system.consumersAreIdle())) return false;
    }
    return true;
  }

  private async prepare(): Promise<string> {
    const tables = await this.system.query(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_schema in ('pairing', 'registry', 'webhooks') and table_type = 'BASE TABLE'`,
    );
    return tables
      .map(({ name }) => String(name))
      .filter((name) => !PASSED_OVER.test(name))
      .map((name) => {
        const columns = [...UNCOMPARED, ...(UNCOMPARED_IN[name] ?? [])]
          .map((column) => `'${column}'`)
          .join(', ');
        return `select '${name}' as name, count(*) || ' ' ||
                  coalesce(sum(hashtextextended((to_jsonb(t) - array[${columns}])::text, 0)::numeric), 0) as digest
                from ${name} t ${PASSED_OVER_IN[name] ?? ''}`;
      })
      .join(' union all ');
  }
}

/** The tables in which two digests differ. */
export const changedTables = (before: RowDigest, after: RowDigest): readonly string[] =>
  Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
