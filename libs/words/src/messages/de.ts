import { EVENTS } from './de/events.js';
import { EVERYWHERE } from './de/everywhere.js';
import { MESH } from './de/mesh.js';
import { PAIRING } from './de/pairing.js';
import { REFUSALS } from './de/refusals.js';
import { SETTINGS } from './de/settings.js';

/** What the console says. */
export const CONSOLE = { ...EVERYWHERE, ...PAIRING, ...REFUSALS, ...EVENTS, ...MESH, ...SETTINGS };
