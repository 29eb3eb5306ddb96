import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key of an owner; only the SHA-256 of its secret is kept. */
@Entity({ schema: 'registry', name: 'owner_keys' })
export class OwnerKeyEntity {
  @PrimaryColumn({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'secret_digest', type: 'text' })
  secretDigest!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** When it ended or will end: a replaced key may count for a while. */
  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
