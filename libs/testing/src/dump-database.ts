import type { TestDatabase } from './test-database.js';

/** Every row of every table of ours, one JSON line each. */
export async function dumpDatabase(database: Pick<TestDatabase, 'query'>): Promise<string> {
  const tables = await database.query(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  const lines: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query(`select row_to_json(t)::text as line from ${String(name)} t`);
    lines.push(...rows.map(({ line }) => `${String(name)} ${String(line)}`));
  }
  return lines.join('\n');
}
