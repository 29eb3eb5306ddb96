import { DEVICE_CODES } from './ar/device-codes.js';
import { SETTINGS as ENGLISH } from './en-settings.js';

/** What the console says in parts that are fetched: the way in is in Arabic, the settings are in English. */
export const SETTINGS = { ...ENGLISH, ...DEVICE_CODES };
