import { z } from 'zod';
import { TOUCH_RULES } from '@meshpair/domain';
import { command } from './command.js';
import { Id } from './fields.js';
import { ByOwner } from './owner-commands.js';
import { PasskeyAnswer, PasskeyOptions, RpId } from './passkey-commands.js';

/** Whether a PIN is verified with a fresh touch of a passkey. */
export const TouchRuleView = z.object({ rule: z.enum(TOUCH_RULES) }).meta({ id: 'TouchRule' });
export type TouchRuleView = z.infer<typeof TouchRuleView>;

/** What a touch is for, and for nothing else: a pairing whose PIN is verified, another rule, one more passkey, or a setup key. */
export const TouchSubject = z.union([
  z.strictObject({ pairingId: Id }),
  z.strictObject({ rule: z.enum(TOUCH_RULES) }),
  z.strictObject({ newPasskey: z.literal(true) }),
  z.strictObject({ newSetupKey: z.literal(true) }),
]);
export type TouchSubject = z.infer<typeof TouchSubject>;

/** Asks for a touch of one of the passkeys of who acts. Refuses with `conflict` where there is none at that host. */
export const askForTouch = command(
  'registry.touch.ask',
  ByOwner.extend({ rpId: RpId, subject: TouchSubject }),
  PasskeyOptions,
);

/** Takes a touch once. Refuses with `passkey_required` one that is not of the owner, or for something else. */
export const takeTouch = command(
  'registry.touch.take',
  ByOwner.extend({ subject: TouchSubject, answer: PasskeyAnswer }),
  z.object({ done: z.literal(true) }),
);

export const readTouchRule = command('registry.touch.read', z.strictObject({ ownerId: Id }), TouchRuleView);

/** Sets the rule, by a touch for it. Refuses as `takeTouch`. */
export const setTouchRule = command(
  'registry.touch.set',
  ByOwner.extend({ rule: z.enum(TOUCH_RULES), answer: PasskeyAnswer }),
  TouchRuleView,
);
