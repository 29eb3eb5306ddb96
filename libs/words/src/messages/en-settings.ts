import { DEVICE_CODES } from './en/device-codes.js';
import { SETTINGS as MANY } from './en/settings.js';
import { SIGN_IN_SETTINGS } from './en/sign-in-settings.js';

/** What the console says in parts that are fetched when somebody wants them. */
export const SETTINGS = { ...MANY, ...SIGN_IN_SETTINGS, ...DEVICE_CODES };
