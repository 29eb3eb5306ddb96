import { EVENTS } from './ar/events.js';
import { MESH } from './ar/mesh.js';
import { PAIRING } from './ar/pairing.js';
import { REFUSALS } from './ar/refusals.js';
import { SIGN_IN } from './ar/sign-in.js';

/** What the console says; the settings are in English. */
export const CONSOLE = { ...PAIRING, ...REFUSALS, ...EVENTS, ...MESH, ...SIGN_IN };
