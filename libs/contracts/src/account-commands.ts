import { z } from 'zod';
import { command } from './command.js';
import { Id, Secret, Timestamp } from './fields.js';
import { ByOwner, OwnerKey } from './owner-commands.js';

/** OpenID Connect Core 1.0 §2: at most 255 characters. */
const Subject = z.string().min(1).max(255);
const Issuer = z.url().max(500);
const Label = z.string().min(1).max(128);

/** An account of an OpenID provider that signs its owner in. */
export const LinkedAccountView = z
  .object({
    accountId: Id,
    issuer: z.string(),
    /** What the provider called it when it was linked: nothing hangs on it. */
    label: z.string(),
    linkedAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: 'LinkedAccount' });
export type LinkedAccountView = z.infer<typeof LinkedAccountView>;

/** Who came back from the provider, and with which state. */
export const AccountAnswer = z.strictObject({ issuer: Issuer, subject: Subject, state: Secret });
export type AccountAnswer = z.infer<typeof AccountAnswer>;

const State = z.object({ state: Secret });

/** A state to go to the provider with, to sign in; it counts once, for five minutes. */
export const beginAccountSignIn = command('registry.account.begin', z.strictObject({}), State);

/** The same to link an account, by a live key of the owner. Refuses another with `invalid_request`. */
export const offerAccountLink = command('registry.account.offer', ByOwner.extend({ key: OwnerKey }), State);

/** Links the account to the owner of the state. Refuses with `conflict` one that is linked, and a state that is none or over. */
export const linkAccount = command(
  'registry.account.link',
  AccountAnswer.extend({ label: Label }),
  z.object({ ownerId: Id }),
);

/** Those of the person who asks. */
export const listAccounts = command(
  'registry.account.list',
  ByOwner,
  z.object({ items: z.array(LinkedAccountView).readonly() }),
);

/** Unlinks an account, and ends the consoles that it opened. Refuses with `not_found`. */
export const unlinkAccount = command(
  'registry.account.unlink',
  ByOwner.extend({ accountId: Id }),
  z.object({ done: z.literal(true) }),
);
