import { afterAll } from '@jest/globals';
import { stopSystems } from '@meshpair/testing';

// After the `afterAll` of the test file itself.
afterAll(stopSystems);
