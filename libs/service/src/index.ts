export * from './logger.js';
export * from './micro-batch.js';
export { describeDevice, pairingOutcome } from './pairing-outcome.js';
export * from './readiness.js';
export * from './run-service.js';
