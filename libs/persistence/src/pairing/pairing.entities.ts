import { Column, Entity, PrimaryColumn } from 'typeorm';
import { OutboxColumns, PairingEventColumns } from '../event-columns.js';

/** One pairing: its state as JSON, and what queries look for as columns of their own. */
@Entity({ schema: 'pairing', name: 'pairing_states' })
export class PairingStateEntity {
  @PrimaryColumn({ name: 'pairing_id', type: 'text' })
  pairingId!: string;

  @Column({ name: 'token_digest', type: 'text', unique: true })
  tokenDigest!: string;

  /** Null where no code was shown, and of pairings from before. */
  @Column({ name: 'code_digest', type: 'text', nullable: true })
  codeDigest!: string | null;

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

/** The pairings that have not ended; triggers on `pairing_states` keep it so. */
@Entity({ schema: 'pairing', name: 'live_pairings' })
export class LivePairingEntity {
  @PrimaryColumn({ name: 'pairing_id', type: 'text' })
  pairingId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'verified_at', type: 'timestamptz', nullable: true })
  verifiedAt!: Date | null;

  /** When the verification is told again, should it be unanswered then; null before it was the first time. */
  @Column({ name: 'tell_again_at', type: 'timestamptz', nullable: true })
  tellAgainAt!: Date | null;
}

/** A device that shows a code, and has no owner yet: see `DeviceRequests`. */
@Entity({ schema: 'pairing', name: 'device_requests' })
export class DeviceRequestEntity {
  @PrimaryColumn({ name: 'request_id', type: 'text' })
  requestId!: string;

  @Column({ name: 'device_digest', type: 'text', unique: true })
  deviceDigest!: string;

  @Column({ name: 'code_digest', type: 'text' })
  codeDigest!: string;

  @Column({ name: 'client_id', type: 'text' })
  clientId!: string;

  @Column({ type: 'jsonb' })
  device!: unknown;

  @Column({ type: 'text', array: true })
  permissions!: string[];

  @Column({ name: 'pin_digest', type: 'text', nullable: true })
  pinDigest!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  /** Its address, or the /64 of it. */
  @Column({ type: 'text' })
  network!: string;

  /** How long it is to wait between two polls. */
  @Column({ name: 'poll_seconds', type: 'integer' })
  pollSeconds!: number;

  @Column({ name: 'polled_at', type: 'timestamptz', nullable: true })
  polledAt!: Date | null;

  @Column({ name: 'is_taken', type: 'boolean', default: false })
  isTaken!: boolean;
}

/** The events of all pairings, for the stream and for audit. */
@Entity({ schema: 'pairing', name: 'pairing_events' })
export class PairingEventEntity extends PairingEventColumns {
  /** Null for what was tried and is no step of the pairing. */
  @Column({ type: 'integer', nullable: true })
  sequence!: number | null;
}

@Entity({ schema: 'pairing', name: 'pairing_outbox' })
export class PairingOutboxEntity extends OutboxColumns {}

/** The hits of one subject under one limit, in its last window and in the one before. Unlogged: a crash forgets them. */
@Entity({ schema: 'pairing', name: 'rate_counters' })
export class RateCounterEntity {
  @PrimaryColumn({ name: 'limit_name', type: 'text' })
  limitName!: string;

  @PrimaryColumn({ type: 'text' })
  subject!: string;

  @Column({ name: 'window_number', type: 'bigint' })
  windowNumber!: string;

  @Column({ type: 'integer' })
  previous!: number;

  @Column({ type: 'integer' })
  current!: number;

  /** What the last take was granted. */
  @Column({ type: 'integer' })
  granted!: number;
}

@Entity({ schema: 'pairing', name: 'audit_epochs' })
export class AuditEpochEntity {
  @PrimaryColumn({ name: 'only_one', type: 'boolean' })
  onlyOne!: boolean;

  @Column({ type: 'text' })
  epoch!: string;

  @Column({ name: 'system_identifier', type: 'text' })
  systemIdentifier!: string;

  @Column({ type: 'text' })
  timeline!: string;
}
