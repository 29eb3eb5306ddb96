import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An owner of a mesh. */
@Entity({ schema: 'registry', name: 'owners' })
export class OwnerEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'text' })
  name!: string;

  /** Kept by every transaction that adds or removes a device, so that the limit needs no counting. */
  @Column({ name: 'device_count', type: 'integer' })
  deviceCount!: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
