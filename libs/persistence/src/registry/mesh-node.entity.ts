import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A node of an owner's mesh. */
@Entity({ schema: 'registry', name: 'mesh_nodes' })
export class MeshNodeEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @PrimaryColumn({ name: 'node_id', type: 'text' })
  nodeId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: 'host' | 'device';

  @Column({ type: 'text' })
  ip!: string;

  @Column({ type: 'integer', nullable: true })
  port!: number | null;

  @Column({ type: 'text', nullable: true })
  platform!: string | null;

  @Column({ name: 'public_key', type: 'text', nullable: true })
  publicKey!: string | null;

  /** Whether the device has proven that it holds the key's private half. */
  @Column({ name: 'key_proven', type: 'boolean', default: false })
  keyProven!: boolean;

  @Column({ type: 'text', array: true })
  permissions!: string[];

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  @Column({ name: 'last_seen_at', type: 'timestamptz', nullable: true })
  lastSeenAt!: Date | null;
}
