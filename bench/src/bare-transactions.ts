import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The floor: four durable transactions a flow through `pg`, with no HTTP, no message and no rule. */
export class BareTransactions {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string, connections: number) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  }

  async prepare(): Promise<void> {
    await this.pool.query(`
      create schema if not exists bench;
      create table if not exists bench.flows (id text primary key, step int not null, payload jsonb not null)`);
  }

  async flow(): Promise<void> {
    const id = randomBytes(16).toString('hex');
    const payload = JSON.stringify({
      id,
      permissions: ['mesh:read', 'mesh:connect'],
      filler: 'x'.repeat(300),
    });
    await this.transaction('bare-insert', 'insert into bench.flows values ($1, 1, $2)', [id, payload]);
    for (let step = 2; step <= 4; step += 1) {
      await this.transaction('bare-update', 'update bench.flows set step = $2, payload = $3 where id = $1', [
        id,
        step,
        payload,
      ]);
    }
  }

  private async transaction(name: string, text: string, values: unknown[]): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query({ name, text, values });
      await client.query('commit');
    } finally {
      client.release();
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
