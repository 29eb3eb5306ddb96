import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // By Unicode whatever the database's locale, and numbers by their value: `Phone 2` before `Phone 10`.
  `create collation registry.by_name (provider = icu, locale = 'und-u-kn-true')`,
  // As `mesh_nodes_age`: the condition, true of all rows, keeps every other statement off this index.
  `create index mesh_nodes_name on registry.mesh_nodes (owner_id, lower(name collate registry.by_name), node_id)
     where role <> ''`,
];

/** Nodes are found by a part of their name, and listed by it. */
export class SortNodesByName1764700000002 implements MigrationInterface {
  readonly name = 'SortNodesByName1764700000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index registry.mesh_nodes_name');
    await runner.query('drop collation registry.by_name');
  }
}
