import pg from 'pg';

export type Row = Readonly<Record<string, unknown>>;

/** The mesh's database, as its administrator sees it. */
export class Database {
  private readonly pool: pg.Pool;

  constructor(url: string) {
    this.pool = new pg.Pool({ connectionString: url, max: 2, query_timeout: 20_000 });
    // A connection that a killed server takes along is replaced at the next use.
    this.pool.on('error', () => undefined);
  }

  async query<Result extends Row = Row>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Result[]> {
    const { rows } = await this.pool.query<Result>(sql, [...parameters]);
    return rows;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
