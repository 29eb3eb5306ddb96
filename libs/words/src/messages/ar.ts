import { EVENTS } from './ar/events.js';
import { EVERYWHERE } from './ar/everywhere.js';
import { MESH } from './ar/mesh.js';
import { PAIRING } from './ar/pairing.js';
import { REFUSALS } from './ar/refusals.js';

/** What the console says; its settings are in English. */
export const CONSOLE = { ...EVERYWHERE, ...PAIRING, ...REFUSALS, ...EVENTS, ...MESH };
