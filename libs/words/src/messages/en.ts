import { EVENTS } from './en/events.js';
import { EVERYWHERE } from './en/everywhere.js';
import { MESH } from './en/mesh.js';
import { PAIRING } from './en/pairing.js';
import { REFUSALS } from './en/refusals.js';
import { SETTINGS } from './en/settings.js';

/** What the console says. */
export const CONSOLE = { ...EVERYWHERE, ...PAIRING, ...REFUSALS, ...EVENTS, ...MESH, ...SETTINGS };
