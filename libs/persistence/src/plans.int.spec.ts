import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource, poolOf } from './data-source.js';
import { markEvents } from './event-statements.js';
import * as audit from './pairing/audit-statements.js';
import { COUNT_OPEN } from './pairing/open-pairings-statements.js';
import * as pairing from './pairing/pairing-statements.js';
import { REOPEN_UNANSWERED } from './postgres-outbox-store.js';
import * as credentials from './registry/credential-statements.js';
import * as many from './registry/many-nodes-statements.js';
import * as meshEvents from './registry/mesh-event-statements.js';
import * as search from './registry/node-search-statements.js';
import * as nodes from './registry/node-statements.js';
import { PRUNE_REGISTRATIONS } from './registry/postgres-registrations.js';
import * as registration from './registry/registration-statements.js';
import * as setupKeys from './registry/setup-key-statements.js';
import type { SchemaName } from './schemas.js';
import type { Statement } from './statement.js';

/** The worst case: planned on empty tables, kept while they grow. */
describe('plans of prepared statements', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function planOf(schema: SchemaName, { text }: Statement, values: string): Promise<string> {
    const source = await createDataSource(database.url, schema, { poolSize: 1 }).initialize();
    const pool = poolOf(source);
    try {
      await pool.query(`prepare planned as ${text}`);
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain execute planned(${values})`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await source.destroy();
    }
  }

  it('loads pairings by their unique indexes', async () => {
    const plan = await planOf('pairing', pairing.LOAD, `'{a}', '{b}'`);
    expect(plan).toContain('pairing_states_pkey');
    expect(plan).toContain('pairing_states_token_digest_key');
    expect(plan).not.toContain('Seq Scan');
  });

  it('finds a pairing by the digest of its code', async () => {
    expect(await planOf('pairing', pairing.FIND_BY_CODE, `'{a,b}'`)).toContain('pairing_states_code');
  });

  it('updates a pairing by its key', async () => {
    const plan = await planOf('pairing', pairing.SAVE, `'[]'`);
    expect(plan).toMatch(/Index Scan on pairing_states_pkey.*\n\s+Index Cond: \(pairing_id = ANY /);
  });

  it('reads open, expired, ended and unpruned rows by an index of their own', async () => {
    expect(await planOf('pairing', pairing.LIST_OPEN, `'o', 'infinity', '', 9`)).toContain(
      'live_pairings_owner',
    );
    expect(await planOf('pairing', pairing.LIST, `'o', 'infinity', '', 9`)).toContain('pairing_states_owner');
    expect(await planOf('pairing', pairing.FIND_EXPIRED, 'now(), 9')).toContain('live_pairings_expiry');
    expect(await planOf('pairing', pairing.PURGE, 'now(), 9')).toContain('pairing_states_age');
    expect(await planOf('pairing', pairing.PRUNE_EVENTS, 'now(), 9')).toContain('pairing_events_occurred_at');
  });

  it('finds unanswered verifications among the pairings that have not ended', async () => {
    const plan = await planOf('pairing', REOPEN_UNANSWERED, '30');
    expect(plan).toContain('live_pairings');
    expect(plan).not.toContain('pairing_states');
    expect(plan).toContain('pairing_events_sequence_key');
  });

  it('reads, marks and keeps what is unpublished event by event, however many events there are', async () => {
    const read = await planOf('registry', meshEvents.READ_UNPUBLISHED, '9');
    expect(read).toMatch(
      /mesh_outbox_pkey.*\n(.*\n)*.*mesh_events_pkey.*\n\s+Index Cond: \("?position"? = outbox/,
    );
    expect(read).not.toContain('Sort');
    const mark = await planOf('pairing', markEvents('pairing.pairing_events'), `'{a}', '{1}'`);
    expect(mark).toMatch(/Index Scan on pairing_outbox_pkey.*\n\s+Index Cond: .* = ANY/);
    expect(mark).toMatch(/pairing_events_sequence_key.*\n\s+Index Cond: .*pairing_id = event.pairing_id/);
    const prune = await planOf('pairing', pairing.PRUNE_EVENTS, 'now(), 9');
    expect(prune).toMatch(/pairing_outbox_pkey.*\n\s+Index Cond: \("?position"? = pairing_events/);
    const registrations = await planOf('registry', PRUNE_REGISTRATIONS, 'now(), 9');
    expect(registrations).toContain('registrations_created_at');
    expect(registrations).toContain('Index Cond: (pairing_id = registration.pairing_id)');
  });

  it('counts the open pairings of an owner without reading what ended or expired long ago', async () => {
    const plan = await planOf('pairing', COUNT_OPEN, `'o', now(), now()`);
    expect(plan).toMatch(/live_pairings_owner.*\n\s+Index Cond: .*owner_id = \$1\) AND \(created_at >= \$3/);
  });

  it('reads the audit trail by its cursor', async () => {
    const plan = await planOf(
      'pairing',
      audit.READ_AUDIT.all,
      `'o', 9, null, null, null, null, null, '0', 0`,
    );
    for (const index of ['pairing_events_audit', 'mesh_events_audit'])
      expect(plan).toMatch(
        new RegExp(`${index}.*\\n\\s+Index Cond: .*ROW\\(transaction_id, "?position"?\\) > `),
      );
    expect(plan).not.toContain('->  Sort');
  });

  it('reads the end of the audit trail from its end', async () => {
    const plan = await planOf('pairing', audit.READ_LAST_AUDIT.all, `'o', 9, null, null, null, null, null`);
    expect(plan).toMatch(/Index Scan Backward using pairing_events_audit/);
    expect(plan).toMatch(/Index Scan Backward using mesh_events_audit/);
    expect(plan).not.toContain('->  Sort');
  });

  it('decides about one device without walking the nodes of its owner', async () => {
    const plan = await planOf('registry', registration.READ_GROUP, `'o', '{a}', '{n}', '{ip}', 3`);
    expect(plan).toMatch(/Index Cond: \(\(node_id = ANY \(\$3\)\) AND \(owner_id = \$1\)\)/);
    expect(plan).toMatch(/Index Cond: \(\(ip = candidate.ip\) AND \(owner_id = \$1\)\)/);
    expect(plan).not.toContain('Seq Scan');
  });

  it('revokes the older credentials of one device without walking those of its owner', async () => {
    const plan = await planOf('registry', registration.WRITE_GROUP, `'o', '[]', '[]', '[]', '[]', '[]', 1`);
    expect(plan.match(/Cond: \(\(owner_id = \$1\) AND \(node_id = \(?paired/g)).toHaveLength(2);
    expect(plan).toMatch(/issued_tokens_pkey on issued_tokens token/);
    expect(plan).toMatch(/device_sessions_pkey on device_sessions session/);
  });

  it('decides about a device that joins without walking the nodes of its owner', async () => {
    const join = await planOf('registry', setupKeys.READ_JOIN, `'o', 'p', 'ip', 'k', 'n'`);
    for (const index of ['mesh_nodes_proven_key', 'mesh_nodes_ip', 'setup_key_uses_pkey'])
      expect(join).toContain(index);
    const owner = await planOf('registry', setupKeys.FIND_OWNER_OF_KEY, `'p', 'n'`);
    expect(owner).toContain('mesh_nodes_proven_key');
    const unseen = await planOf('registry', setupKeys.FIND_UNSEEN, `now(), 9`);
    expect(unseen).toContain('mesh_nodes_ephemeral');
    expect(join + owner + unseen).not.toContain('Seq Scan');
  });

  it('finds who is at an address without walking the nodes of its owner', async () => {
    const plan = await planOf('registry', nodes.NODES_AT, `'{o}', '{ip}', '{n}'`);
    const used = [...plan.matchAll(/Scan using (\w+)/g)].map(([, index]) => index);
    expect([...new Set(used)].sort()).toEqual(['mesh_nodes_ip', 'mesh_nodes_pkey']);
    expect(plan).toMatch(
      /Index Cond: \(\(node_id = question.node_id\) AND \(owner_id = question.owner_id\)\)/,
    );
    expect(plan).toMatch(/Index Cond: \(\(ip = question.ip\) AND \(owner_id = question.owner_id\)\)/);
    expect(plan).not.toContain('Seq Scan');
  });

  it('lists nodes in the order of their index', async () => {
    const plan = await planOf('registry', nodes.LIST_NODES, `'o', null, 9`);
    expect(plan).toContain('mesh_nodes_age');
    expect(plan).not.toContain('Sort');
  });

  it('lists peers in the order of their index, and looks for tokens by their node', async () => {
    for (const [statement, after] of [
      [nodes.LIST_PEERS, 'null'],
      [nodes.LIST_PEERS_AFTER, `'n'`],
    ] as const) {
      const plan = await planOf('registry', statement, `'o', ${after}, 9, 'n', '{tv}', now()`);
      expect(plan).toContain('mesh_nodes_age');
      expect(plan).toContain('issued_tokens_node');
      expect(plan).not.toContain('Sort');
    }
  });

  it('suspends, restores and removes nodes by the indexes of what they have', async () => {
    const suspend = await planOf('registry', many.SUSPEND_NODES, `'o', '{n}', 'r', '{}', now(), now()`);
    for (const index of ['mesh_nodes_pkey', 'issued_tokens_node', 'device_sessions_node'])
      expect(suspend).toContain(index);
    const restore = await planOf('registry', many.RESTORE_NODES, `'o', 'r', now()`);
    const finish = await planOf('registry', many.FINISH_REMOVAL, `'o', 'r'`);
    for (const table of ['mesh_nodes', 'issued_tokens']) {
      expect(restore).toContain(`${table}_removal`);
      expect(finish).toContain(`${table}_removal`);
    }
    expect(restore).toContain('device_sessions_removal');
    expect(await planOf('registry', many.FIND_DUE, 'now(), 9')).toContain('removals_ends_at');
    expect(suspend + restore + finish).not.toContain('Seq Scan');
  });

  const MATCHING = `'o', 'phone', 'mesh:read', '{seen}', now(), now(), now(), 'android', 'tv'`;

  it('goes on among nodes by name or age at its place in an index', async () => {
    for (const order of ['name', '-name', 'createdAt', '-createdAt'] as const) {
      const index = order.endsWith('name') ? 'mesh_nodes_name' : 'mesh_nodes_age';
      const first = await planOf('registry', search.SEARCH_NODES[order], `${MATCHING}, null, null, 9`);
      expect(first).toContain(index);
      const plan = await planOf('registry', search.SEARCH_NODES_AFTER[order], `${MATCHING}, '1', 'n', 9`);
      expect(plan).toMatch(new RegExp(`${index}.*\\n\\s+Index Cond: \\(\\(owner_id = \\$1\\) AND \\(ROW\\(`));
      expect(first + plan).not.toContain('Sort');
    }
  });

  it('looks for nodes among those of their owner, and for tokens by their node', async () => {
    const seen = await planOf('registry', search.SEARCH_NODES['-lastSeenAt'], `${MATCHING}, null, null, 9`);
    const count = await planOf('registry', search.COUNT_NODES, MATCHING);
    for (const plan of [seen, count]) {
      expect(plan).toMatch(/Index Cond: \(owner_id = \$1\)/);
      expect(plan).toContain('issued_tokens_node');
      expect(plan).not.toContain('Seq Scan');
    }
  });

  it('reads the credentials of one node by its indexes', async () => {
    for (const [statement, index] of [
      [credentials.LIST_PEER_TOKENS, 'issued_tokens_node'],
      [credentials.LIST_SESSIONS, 'device_sessions_node'],
    ] as const)
      expect(await planOf('registry', statement, `'o', 'n', now()`)).toContain(index);
  });
});
