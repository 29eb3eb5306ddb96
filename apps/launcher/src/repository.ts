import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout whose builds are started. */
export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../../..');
