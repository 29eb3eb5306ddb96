import { Entity } from 'typeorm';
import { EventColumns } from '../event-columns.js';

/** What the registry answers to verified pairings, on its way to the stream. */
@Entity({ schema: 'registry', name: 'registration_events' })
export class RegistrationEventEntity extends EventColumns {}
