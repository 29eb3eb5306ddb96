import { EVENTS } from './de/events.js';
import { EVERYWHERE } from './de/everywhere.js';
import { MESH } from './de/mesh.js';
import { PAIRING } from './de/pairing.js';
import { REFUSALS } from './de/refusals.js';

/** What the console says, but for its settings. */
export const CONSOLE = { ...EVERYWHERE, ...PAIRING, ...REFUSALS, ...EVENTS, ...MESH };
