import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where an owner wants to be told what happens. */
@Entity({ schema: 'webhooks', name: 'targets' })
export class WebhookTargetEntity {
  @PrimaryColumn({ name: 'webhook_id', type: 'text' })
  webhookId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** Scheme, host and port of its URL, for events and logs. */
  @Column({ type: 'text' })
  origin!: string;

  /** URL, secrets and token, encrypted: a path may be a secret too. */
  @Column({ type: 'text' })
  sealed!: string;

  /** The types that it is told; none are all. */
  @Column({ type: 'text', array: true })
  events!: string[];

  @Column({ type: 'text' })
  shape!: string;

  /** Null while it is enabled. */
  @Column({ name: 'disabled_reason', type: 'text', nullable: true })
  disabledReason!: string | null;

  @Column({ name: 'failing_since', type: 'timestamptz', nullable: true })
  failingSince!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  /** It is told of nothing that was before. */
  @Column({ name: 'enabled_at', type: 'timestamptz' })
  enabledAt!: Date;
}

/** One event for one target: the truth of what is to be sent, and the log of what was. */
@Entity({ schema: 'webhooks', name: 'deliveries' })
export class WebhookDeliveryEntity {
  @PrimaryColumn({ type: 'bigint' })
  position!: string;

  @Column({ name: 'delivery_id', type: 'text' })
  deliveryId!: string;

  @Column({ name: 'webhook_id', type: 'text' })
  webhookId!: string;

  @Column({ name: 'event_id', type: 'text' })
  eventId!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'json' })
  event!: unknown;

  @Column({ type: 'text' })
  state!: string;

  /** Since it was made or sent again. */
  @Column({ type: 'integer' })
  attempts!: number;

  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt!: Date;

  /** A worker has it until then; one that dies leaves it to the next. */
  @Column({ name: 'leased_until', type: 'timestamptz', nullable: true })
  leasedUntil!: Date | null;

  @Column({ name: 'last_attempt_at', type: 'timestamptz', nullable: true })
  lastAttemptAt!: Date | null;

  @Column({ type: 'integer', nullable: true })
  status!: number | null;

  @Column({ type: 'text', nullable: true })
  answer!: string | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  /** The oldest first. */
  @Column({ name: 'last_attempts', type: 'jsonb', default: () => "'[]'" })
  lastAttempts!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
