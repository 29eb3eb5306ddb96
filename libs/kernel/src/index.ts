export { Outbox } from './outbox.js';
export { PairingChanges } from './pairing-changes.js';
export { SERVICE_SETTINGS, startService, type ServiceDefinition, type ServiceSettings } from './service.js';
