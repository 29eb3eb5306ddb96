import type { Pool } from 'pg';
import type { UnpublishedEvent } from '../outbox-store.js';
import { PostgresOutboxStore, REFILLED_EVENTS } from '../postgres-outbox-store.js';
import { MeshEventRows } from './mesh-events.js';

/** Tells the rows of one table from those of the other. */
const MESH_ROW = 'mesh ';

/** The registry's answers to verified pairings, and what happens to the mesh: two tables, one outbox. */
export class RegistryOutboxStore extends PostgresOutboxStore {
  private readonly meshEvents: MeshEventRows;

  constructor(pool: Pool, databaseUrl: string) {
    super(pool, databaseUrl, 'registry.registration_events');
    this.meshEvents = new MeshEventRows(pool);
  }

  override async readUnpublished(
    limit: number,
    wanted: ReadonlySet<string> | 'all' = 'all',
  ): Promise<readonly UnpublishedEvent[]> {
    const answers = await super.readUnpublished(limit, wanted);
    if (answers.length === limit) return answers;
    const happened = await this.meshEvents.readUnpublished(limit - answers.length);
    return [...answers, ...happened.map(({ event, rowId }) => ({ event, rowId: MESH_ROW + rowId }))];
  }

  override async markPublished(rowIds: readonly string[]): Promise<void> {
    const isOfMesh = (rowId: string): boolean => rowId.startsWith(MESH_ROW);
    await super.markPublished(rowIds.filter((rowId) => !isOfMesh(rowId)));
    await this.meshEvents.markPublished(rowIds.filter(isOfMesh).map((rowId) => rowId.slice(MESH_ROW.length)));
  }

  override async reopenForNewStream(): Promise<void> {
    await super.reopenForNewStream();
    await this.meshEvents.reopen(REFILLED_EVENTS);
  }
}
