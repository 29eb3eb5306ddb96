import { Column, Entity, PrimaryColumn } from 'typeorm';

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
