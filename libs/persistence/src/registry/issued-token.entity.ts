import { Column, Entity, PrimaryColumn } from 'typeorm';

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
}
