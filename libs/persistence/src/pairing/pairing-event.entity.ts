import { Entity } from 'typeorm';
import { EventColumns } from '../event-columns.js';

/** The events of all pairings, for the stream and for audit. */
@Entity({ schema: 'pairing', name: 'pairing_events' })
export class PairingEventEntity extends EventColumns {}
