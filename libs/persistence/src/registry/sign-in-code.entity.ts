import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A one-time code that signs a console in; its row is deleted when it is used. */
@Entity({ schema: 'registry', name: 'sign_in_codes' })
export class SignInCodeEntity {
  @PrimaryColumn({ name: 'code_digest', type: 'text' })
  codeDigest!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
