import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One pairing: its state as JSON, and what queries look for as columns of their own. */
@Entity({ schema: 'pairing', name: 'pairing_states' })
export class PairingStateEntity {
  @PrimaryColumn({ name: 'pairing_id', type: 'text' })
  pairingId!: string;

  @Column({ name: 'token_digest', type: 'text', unique: true })
  tokenDigest!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'jsonb' })
  state!: unknown;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
