import { Column, PrimaryColumn } from 'typeorm';

/** The columns of an append-only table of events. */
export abstract class EventColumns {
  @PrimaryColumn({ type: 'bigint' })
  position!: string;

  /**
   * The transaction that wrote the event: orders the audit trail so that a late commit is never skipped.
   * `xid8` in the table; TypeORM does not know the type.
   */
  @Column({ name: 'transaction_id', type: 'text' })
  transactionId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt!: Date;

  @Column({ type: 'jsonb' })
  event!: unknown;
}

/** Those of a table of pairings' events. */
export abstract class PairingEventColumns extends EventColumns {
  @Column({ name: 'pairing_id', type: 'text' })
  pairingId!: string;
}

/** Those of the table that names the events which are still to publish. */
export abstract class OutboxColumns {
  @PrimaryColumn({ type: 'bigint' })
  position!: string;

  /** Not for the stream as it is: until their verification has been told again, or for a while. */
  @Column({ name: 'is_held_back', type: 'boolean', default: false })
  isHeldBack!: boolean;
}
