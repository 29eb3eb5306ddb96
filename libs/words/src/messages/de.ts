import { EVENTS } from './de/events.js';
import { MESH } from './de/mesh.js';
import { PAIRING } from './de/pairing.js';
import { REFUSALS } from './de/refusals.js';
import { SIGN_IN } from './de/sign-in.js';

/** What the console says, but for its settings. */
export const CONSOLE = { ...PAIRING, ...REFUSALS, ...EVENTS, ...MESH, ...SIGN_IN };
