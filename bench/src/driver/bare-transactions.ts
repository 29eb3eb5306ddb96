import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Flows } from './drive.js';

/** The floor: four durable transactions a flow through `pg`, with no HTTP, no message and no rule. */
export class BareTransactions implements Flows {
  private readonly clients: readonly pg.Client[];

  constructor(
    databaseUrl: string,
    atATime: number,
    /** Each in `begin` and `commit`, as a service would; else a statement commits by itself. */
    private readonly isWrapped: boolean,
  ) {
    this.clients = Array.from({ length: atATime }, () => new pg.Client({ connectionString: databaseUrl }));
  }

  async prepare(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.connect()));
    await this.clients[0]?.query(`
      create schema if not exists bench;
      create table if not exists bench.flows (id text primary key, step int not null, payload jsonb not null)`);
  }

  async flow(worker: number): Promise<void> {
    const client = this.clients[worker]!;
    const id = randomBytes(16).toString('hex');
    const payload = JSON.stringify({
      id,
      permissions: ['mesh:read', 'mesh:connect'],
      filler: 'x'.repeat(300),
    });
    await this.transaction(client, {
      name: 'bare-insert',
      text: 'insert into bench.flows values ($1, 1, $2)',
      values: [id, payload],
    });
    for (let step = 2; step <= 4; step += 1)
      await this.transaction(client, {
        name: 'bare-update',
        text: 'update bench.flows set step = $2, payload = $3 where id = $1',
        values: [id, step, payload],
      });
  }

  private async transaction(client: pg.Client, statement: pg.QueryConfig): Promise<void> {
    if (this.isWrapped) await client.query('begin');
    await client.query(statement);
    if (this.isWrapped) await client.query('commit');
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }
}
