import { z } from 'zod';
import { TOUCH_RULES } from '@meshpair/domain';
import { AccountAnswer } from './account-commands.js';
import { command } from './command.js';
import { Timestamp } from './fields.js';
import { Name } from './name.js';
import { ActingPerson, Digest, OpenedBy, Owner, OwnerKey } from './owner-commands.js';
import { PasskeyAnswer } from './passkey-commands.js';

/** A signed-in console. */
export const ConsoleSession = z.object({ owner: Owner, expiresAt: Timestamp }).meta({ id: 'ConsoleSession' });
export type ConsoleSession = z.infer<typeof ConsoleSession>;

/** What the gateway is told of it: what it was opened by, and the person whose it is, as well. */
const OpenedConsoleSession = ConsoleSession.extend({
  openedBy: OpenedBy,
  person: ActingPerson.optional(),
  touchRule: z.enum(TOUCH_RULES),
  isAdmin: z.boolean(),
});
export type OpenedConsoleSession = z.infer<typeof OpenedConsoleSession>;

/** Signs a console in, by the owner's key, a one-time code, a passkey or a linked account, under a session id that the gateway has made. */
export const openConsoleSession = command(
  'registry.console.open',
  z.strictObject({
    sessionDigest: Digest,
    /** What its browser says of itself. */
    name: Name.optional(),
    credential: z.union([
      z.strictObject({ key: OwnerKey }),
      z.strictObject({ codeDigest: Digest }),
      z.strictObject({ passkey: PasskeyAnswer }),
      z.strictObject({ account: AccountAnswer }),
    ]),
  }),
  OpenedConsoleSession,
);

/** Refuses with `unauthorized` once the session has expired, was ended, or what it was opened by is no more. */
export const authenticateConsole = command(
  'registry.console.authenticate',
  z.strictObject({ sessionDigest: Digest }),
  OpenedConsoleSession,
);

export const closeConsoleSession = command(
  'registry.console.close',
  z.strictObject({ sessionDigest: Digest }),
  z.object({ done: z.literal(true) }),
);
