import { EVENTS } from './en/events.js';
import { EVERYWHERE } from './en/everywhere.js';
import { MESH } from './en/mesh.js';
import { PAIRING } from './en/pairing.js';
import { REFUSALS } from './en/refusals.js';

/** What the console says, but for its settings. */
export const CONSOLE = { ...EVERYWHERE, ...PAIRING, ...REFUSALS, ...EVENTS, ...MESH };
