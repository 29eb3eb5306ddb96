import type { DEVICE } from './en/device.js';
import type { DEVICE_CODES } from './en/device-codes.js';
import type { DEVICE_REFUSALS } from './en/device-refusals.js';
import type { EVENTS } from './en/events.js';
import type { MESH } from './en/mesh.js';
import type { PAIRING } from './en/pairing.js';
import type { REFUSALS } from './en/refusals.js';
import type { SETTINGS } from './en/settings.js';
import type { SIGN_IN } from './en/sign-in.js';
import type { SIGN_IN_SETTINGS } from './en/sign-in-settings.js';

/** The subjects of the catalogue, in the language that the others are translated from. */
interface English {
  readonly pairing: typeof PAIRING;
  readonly refusals: typeof REFUSALS;
  readonly device: typeof DEVICE;
  readonly deviceCodes: typeof DEVICE_CODES;
  readonly deviceRefusals: typeof DEVICE_REFUSALS;
  readonly events: typeof EVENTS;
  readonly mesh: typeof MESH;
  readonly settings: typeof SETTINGS;
  readonly signIn: typeof SIGN_IN;
  readonly signInSettings: typeof SIGN_IN_SETTINGS;
}

/** A subject in another language: each of its messages, and no more. */
export type Translated<Subject extends keyof English> = Readonly<Record<keyof English[Subject], string>>;

/** Every English message, as it is written: what a message takes is read from it. */
export type Messages = English['pairing'] &
  English['refusals'] &
  English['device'] &
  English['deviceCodes'] &
  English['deviceRefusals'] &
  English['events'] &
  English['mesh'] &
  English['settings'] &
  English['signIn'] &
  English['signInSettings'];
