import type { Pool } from 'pg';

const PING = { text: 'select 1', query_timeout: 2_000 };

/** Whether the database answers. */
export class DatabaseHealth {
  constructor(private readonly pool: Pool) {}

  async isUp(): Promise<boolean> {
    try {
      await this.pool.query(PING);
      return true;
    } catch {
      return false;
    }
  }
}
