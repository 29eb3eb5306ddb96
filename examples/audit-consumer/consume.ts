/**
 * Follows Meshpair's events over NATS into a table of its own, each event exactly once.
 *
 *     node consume.ts 'nats://auditor-accounting:…@127.0.0.1:4222' events.db
 *
 * An event is inserted by its id and committed, and only then acknowledged: whatever ends this program in between, the
 * event comes again and is known. Node 26 runs it as it is; it needs @nats-io/transport-node and @nats-io/jetstream.
 */
import { DatabaseSync } from 'node:sqlite';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const API_PREFIX = 'meshpair.audit';
const STREAM = 'AUDIT_EVENTS';

interface Event {
  readonly id: string;
  readonly type: string;
  readonly time: string;
}

function openTable(path: string): (event: Event, text: string) => void {
  // Another program may read it, or be about to tidy it up.
  const database = new DatabaseSync(path, { timeout: 5_000 });
  database.exec('pragma journal_mode = wal');
  database.exec(
    `create table if not exists events
       (id text primary key, type text not null, time text not null, event text not null)`,
  );
  const insert = database.prepare('insert into events values (?, ?, ?, ?) on conflict (id) do nothing');
  return ({ id, type, time }, text) => void insert.run(id, type, time, text);
}

async function follow(url: URL, path: string): Promise<void> {
  const store = openTable(path);
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const connection = await connect({
    servers: url.host,
    user,
    pass,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
  });
  const consumer = await jetstream(connection, { apiPrefix: API_PREFIX }).consumers.get(STREAM, user);
  // A request that is lost is noticed after five seconds, and one of a program that was killed counts no longer.
  for await (const message of await consumer.consume({ max_messages: 100, expires: 5_000 })) {
    store(message.json<Event>(), message.string());
    message.ack();
  }
}

const [url = '', path = ''] = process.argv.slice(2);
if (!URL.canParse(url) || path === '') {
  process.stderr.write('usage: consume.ts <NATS URL of the auditor> <SQLite file>\n');
  process.exit(2);
}
await follow(new URL(url), path);
