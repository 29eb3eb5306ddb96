export * from './logger.js';
export * from './micro-batch.js';
export { describeDevice, pairingOutcome } from './pairing-outcome.js';
export * from './readiness.js';
export { type PublicSigningKey, SIGNING_ALGORITHM, type SigningKey, signingKeyOf } from './signing-key.js';
export { type RunningService, runService, type ServiceContext } from './run-service.js';
