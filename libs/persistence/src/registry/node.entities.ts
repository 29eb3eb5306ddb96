import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '@meshpair/domain';

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

  @Column({ type: 'text', array: true, default: () => `'{}'` })
  tags!: string[];

  /** In the mesh's own prefix; given by a trigger when the row is made. */
  @Column({ name: 'tunnel_address', type: 'inet' })
  tunnelAddress!: string;

  @Column({ name: 'wireguard_key', type: 'text', nullable: true })
  wireguardKey!: string | null;

  @Column({ type: 'text', array: true, default: () => `'{}'` })
  endpoints!: string[];

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  @Column({ name: 'last_seen_at', type: 'timestamptz', nullable: true })
  lastSeenAt!: Date | null;

  /** Set while it is shut out, to be removed. */
  @Column({ name: 'removal_id', type: 'text', nullable: true })
  removalId!: string | null;

  /** Set of one that is removed when it is unseen for so long. */
  @Column({ name: 'ephemeral_seconds', type: 'integer', nullable: true })
  ephemeralSeconds!: number | null;

  /** The setup key that it has joined with. */
  @Column({ name: 'setup_key_id', type: 'text', nullable: true })
  setupKeyId!: string | null;
}

/** Nodes that are removed together, once their owner cannot undo it any more. */
@Entity({ schema: 'registry', name: 'removals' })
export class RemovalEntity {
  @PrimaryColumn({ name: 'removal_id', type: 'text' })
  removalId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'jsonb' })
  actor!: Actor;

  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt!: Date;
}

/** A device's session; it goes with its node. */
@Entity({ schema: 'registry', name: 'device_sessions' })
export class DeviceSessionEntity {
  @PrimaryColumn({ name: 'session_id', type: 'text' })
  sessionId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'node_id', type: 'text' })
  nodeId!: string;

  @Column({ type: 'text', array: true })
  permissions!: string[];

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  /** Of the key that it is bound to (RFC 9449 §6). */
  @Column({ name: 'key_thumbprint', type: 'text', nullable: true })
  keyThumbprint!: string | null;

  /** The removal that has revoked it; who undoes that lets it in again. */
  @Column({ name: 'removal_id', type: 'text', nullable: true })
  removalId!: string | null;

  /** How often it was renewed by a refresh token, and when it was last. */
  @Column({ type: 'integer', default: 0 })
  renewals!: number;

  @Column({ name: 'renewed_at', type: 'timestamptz', nullable: true })
  renewedAt!: Date | null;
}

/** A peer token: enough to mint it again, never the token itself. Outlives its node, so that its revocation stays visible. */
@Entity({ schema: 'registry', name: 'issued_tokens' })
export class IssuedTokenEntity {
  @PrimaryColumn({ name: 'token_id', type: 'text' })
  tokenId!: string;

  /** The first token of its line of refreshes. */
  @Column({ name: 'family_id', type: 'text' })
  familyId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'node_id', type: 'text' })
  nodeId!: string;

  @Column({ type: 'text', array: true })
  permissions!: string[];

  @Column({ name: 'issued_at', type: 'timestamptz' })
  issuedAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  /** When a refresh put the next of its family in its place. It stays until it expires, so that its reuse is seen. */
  @Column({ name: 'superseded_at', type: 'timestamptz', nullable: true })
  supersededAt!: Date | null;

  /** When it was presented again after that: the family and the session ended then. */
  @Column({ name: 'reused_at', type: 'timestamptz', nullable: true })
  reusedAt!: Date | null;

  /** As that of a session. */
  @Column({ name: 'removal_id', type: 'text', nullable: true })
  removalId!: string | null;
}
