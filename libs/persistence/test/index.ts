export { InMemoryPairingRepository } from './in-memory-pairing-repository.js';
export { InMemoryRateCounters } from './in-memory-rate-counters.js';
