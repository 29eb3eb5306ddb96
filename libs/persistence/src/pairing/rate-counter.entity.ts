import { Column, Entity, PrimaryColumn } from 'typeorm';

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
