import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EventColumns, OutboxColumns, PairingEventColumns } from '../event-columns.js';

/** What became of a verified pairing; one row each, however often it is delivered. */
@Entity({ schema: 'registry', name: 'registrations' })
export class RegistrationEntity {
  @PrimaryColumn({ name: 'pairing_id', type: 'text' })
  pairingId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'node_id', type: 'text', nullable: true })
  nodeId!: string | null;

  @Column({ name: 'session_id', type: 'text', nullable: true })
  sessionId!: string | null;

  @Column({ name: 'peer_token_id', type: 'text', nullable: true })
  peerTokenId!: string | null;

  @Column({ name: 'claim_digest', type: 'text', nullable: true })
  claimDigest!: string | null;

  @Column({ name: 'first_claimed_at', type: 'timestamptz', nullable: true })
  firstClaimedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

/** What the registry answers to verified pairings, on its way to the stream. */
@Entity({ schema: 'registry', name: 'registration_events' })
export class RegistrationEventEntity extends PairingEventColumns {
  @Column({ type: 'integer' })
  sequence!: number;
}

@Entity({ schema: 'registry', name: 'registration_outbox' })
export class RegistrationOutboxEntity extends OutboxColumns {}

/** What has happened to an owner's mesh beside its pairings. */
@Entity({ schema: 'registry', name: 'mesh_events' })
export class MeshEventEntity extends EventColumns {
  /** The CloudEvent's id. */
  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;
}

@Entity({ schema: 'registry', name: 'mesh_outbox' })
export class MeshOutboxEntity extends OutboxColumns {}
