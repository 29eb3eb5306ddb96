import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PeerRule } from '@meshpair/domain';

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

  /** May see who else is an owner, and add others. */
  @Column({ name: 'is_admin', type: 'boolean' })
  isAdmin!: boolean;

  /** Where its nodes have their tunnel addresses (RFC 4193); made by the table. */
  @Column({ name: 'tunnel_prefix', type: 'cidr', insert: false, update: false })
  tunnelPrefix!: string;
}

/** Which nodes of an owner see which; without a row all see all. */
@Entity({ schema: 'registry', name: 'peer_policies' })
export class PeerPolicyEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'jsonb' })
  rules!: PeerRule[];

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}

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

  /** Whose it is; null for the founder. */
  @Column({ name: 'person_id', type: 'text', nullable: true })
  personId!: string | null;

  /** When it ended or will end: a replaced key may count for a while. */
  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  /** To the minute. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}

/** A key of an auditor; only the SHA-256 of its secret is kept. */
@Entity({ schema: 'registry', name: 'audit_keys' })
export class AuditKeyEntity {
  @PrimaryColumn({ name: 'key_id', type: 'text' })
  keyId!: string;

  /** Null reads the trails of all owners. */
  @Column({ name: 'owner_id', type: 'text', nullable: true })
  ownerId!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'secret_digest', type: 'text' })
  secretDigest!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
