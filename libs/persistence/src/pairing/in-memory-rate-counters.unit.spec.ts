import { describe } from '@jest/globals';
import { InMemoryRateCounters } from './in-memory-rate-counters.js';
import { promisesOfRateCounters } from './rate-counters.contract.spec.js';

describe('InMemoryRateCounters', () => {
  promisesOfRateCounters(async () => new InMemoryRateCounters());
});
