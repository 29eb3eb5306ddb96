import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed-in console; only the SHA-256 of its session id is kept, and it is worth as much as its owner key. */
@Entity({ schema: 'registry', name: 'console_sessions' })
export class ConsoleSessionEntity {
  @PrimaryColumn({ name: 'session_digest', type: 'text' })
  sessionDigest!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}
