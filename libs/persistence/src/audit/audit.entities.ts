import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A run of an owner's events in its hash chain, signed at its end. */
@Entity({ schema: 'audit', name: 'segments' })
export class SegmentEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @PrimaryColumn({ name: 'first_index', type: 'bigint' })
  firstIndex!: string;

  @Column({ name: 'previous_hash', type: 'bytea' })
  previousHash!: Buffer;

  /** Of its events, in their tables. */
  @Column({ type: 'bigint', array: true })
  positions!: string[];

  /** 32 bytes for each event. */
  @Column({ type: 'bytea' })
  hashes!: Buffer;

  @Column({ name: 'last_position', type: 'bigint' })
  lastPosition!: string;

  @Column({ name: 'signed_at', type: 'timestamptz' })
  signedAt!: Date;

  @Column({ type: 'text' })
  signature!: string;
}

/** One row: every event up to the position `chainedTo` is in a segment. */
@Entity({ schema: 'audit', name: 'progress' })
export class ProgressEntity {
  @PrimaryColumn({ name: 'only_one', type: 'boolean' })
  onlyOne!: boolean;

  @Column({ name: 'chained_to', type: 'bigint' })
  chainedTo!: string;

  @Column({ name: 'next_place', type: 'bigint' })
  nextPlace!: string;

  /** `xid8` in the table; TypeORM does not know the type. */
  @Column({ name: 'next_transaction', type: 'text' })
  nextTransaction!: string;
}

/** Verifies checkpoints. */
@Entity({ schema: 'audit', name: 'signing_keys' })
export class SigningKeyEntity {
  @PrimaryColumn({ type: 'text' })
  kid!: string;

  @Column({ type: 'jsonb' })
  jwk!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
