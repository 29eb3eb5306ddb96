import { describe } from '@jest/globals';
import { InMemoryRateCounters } from '../../test/in-memory-rate-counters.js';
import { promisesOfRateCounters } from './rate-counters.contract.spec.js';

describe('InMemoryRateCounters', () => {
  promisesOfRateCounters(async () => new InMemoryRateCounters());
});
