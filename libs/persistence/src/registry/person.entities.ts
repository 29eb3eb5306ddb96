import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person of an owner's mesh, beside its founder. */
@Entity({ schema: 'registry', name: 'people' })
export class PersonEntity {
  @PrimaryColumn({ name: 'person_id', type: 'text' })
  personId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'removed_at', type: 'timestamptz', nullable: true })
  removedAt!: Date | null;
}

/** An invitation to a mesh; only the SHA-256 of its code is kept, and it ends with the key that it was made with. */
@Entity({ schema: 'registry', name: 'invitations' })
export class InvitationEntity {
  @PrimaryColumn({ name: 'invitation_id', type: 'text' })
  invitationId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ name: 'code_digest', type: 'text' })
  codeDigest!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'accepted_at', type: 'timestamptz', nullable: true })
  acceptedAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
