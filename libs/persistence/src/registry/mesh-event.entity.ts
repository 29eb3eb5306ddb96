import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What has happened to an owner's mesh beside its pairings: audit trail and outbox at once. */
@Entity({ schema: 'registry', name: 'mesh_events' })
export class MeshEventEntity {
  @PrimaryColumn({ type: 'bigint' })
  position!: string;

  /** As that of `EventColumns`: `xid8`, which TypeORM does not know. */
  @Column({ name: 'transaction_id', type: 'text' })
  transactionId!: string;

  /** The CloudEvent's id. */
  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt!: Date;

  @Column({ type: 'jsonb' })
  event!: unknown;

  @Column({ name: 'published_at', type: 'timestamptz', nullable: true })
  publishedAt!: Date | null;
}
