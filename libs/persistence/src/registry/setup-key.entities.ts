import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What devices join with; only the SHA-256 of its secret is kept, and it ends with the owner key that it was made with. */
@Entity({ schema: 'registry', name: 'setup_keys' })
export class SetupKeyEntity {
  @PrimaryColumn({ name: 'setup_key_id', type: 'text' })
  setupKeyId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ name: 'secret_digest', type: 'text' })
  secretDigest!: string;

  @Column({ type: 'text', nullable: true })
  label!: string | null;

  @Column({ type: 'integer' })
  uses!: number;

  @Column({ type: 'integer', default: 0 })
  used!: number;

  @Column({ type: 'text', array: true })
  permissions!: string[];

  @Column({ type: 'text', array: true })
  tags!: string[];

  @Column({ name: 'ephemeral_seconds', type: 'integer', nullable: true })
  ephemeralSeconds!: number | null;

  @Column({ name: 'asks_owner', type: 'boolean' })
  asksOwner!: boolean;

  @Column({ name: 'on_ip_conflict', type: 'text' })
  onIpConflict!: 'allow' | 'reject';

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}

/** A device that has used one, by its own key. */
@Entity({ schema: 'registry', name: 'setup_key_uses' })
export class SetupKeyUseEntity {
  @PrimaryColumn({ name: 'setup_key_id', type: 'text' })
  setupKeyId!: string;

  @PrimaryColumn({ name: 'public_key', type: 'text' })
  publicKey!: string;

  @Column({ name: 'node_id', type: 'text' })
  nodeId!: string;

  @Column({ name: 'used_at', type: 'timestamptz' })
  usedAt!: Date;
}
