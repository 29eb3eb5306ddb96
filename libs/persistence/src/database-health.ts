import type { Pool } from 'pg';

/**
 * Reads alone succeed on a full disk. Rows that do not fit into the memory allowed are written to the data directory;
 * that needs no right, and leaves nothing behind.
 */
const PROBE = {
  text: `select set_config('work_mem', '64kB', true); select count(*) from generate_series(1, 10000)`,
  query_timeout: 2_000,
};

/** Whether the database answers, and can write. */
export class DatabaseHealth {
  constructor(private readonly pool: Pool) {}

  async isUp(): Promise<boolean> {
    return (await this.trouble()) === undefined;
  }

  /** The database as a part that is missing, with what is wrong. */
  async missing(): Promise<readonly string[]> {
    const trouble = await this.trouble();
    return trouble === undefined ? [] : [`postgres: ${trouble}`];
  }

  /** What is wrong, with Postgres' own code where it has one; undefined when all is well. */
  async trouble(): Promise<string | undefined> {
    try {
      await this.pool.query(PROBE);
      return undefined;
    } catch (error) {
      return inWords(error as Error & { code?: string });
    }
  }
}

const inWords = ({ code, message }: Error & { code?: string }): string =>
  code === '53100'
    ? 'no space left on device (53100)'
    : code === undefined
      ? message
      : `${message} (${code})`;
