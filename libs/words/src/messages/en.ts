import { EVENTS } from './en/events.js';
import { MESH } from './en/mesh.js';
import { PAIRING } from './en/pairing.js';
import { REFUSALS } from './en/refusals.js';
import { SIGN_IN } from './en/sign-in.js';

/** What the console says, but for its settings. */
export const CONSOLE = { ...PAIRING, ...REFUSALS, ...EVENTS, ...MESH, ...SIGN_IN };
