import { DEVICE_CODES } from './de/device-codes.js';
import { SETTINGS as MANY } from './de/settings.js';
import { SIGN_IN_SETTINGS } from './de/sign-in-settings.js';

/** What the console says in parts that are fetched when somebody wants them. */
export const SETTINGS = { ...MANY, ...SIGN_IN_SETTINGS, ...DEVICE_CODES };
