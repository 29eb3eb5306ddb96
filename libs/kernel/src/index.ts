export { Outbox } from './outbox.js';
export { PairingChanges } from './pairing-changes.js';
export {
  EVENT_FEED,
  type EventFeed,
  SERVICE_SETTINGS,
  startService,
  type ServiceDefinition,
  type ServiceSettings,
} from './service.js';
