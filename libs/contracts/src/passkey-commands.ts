import { z } from 'zod';
import { command } from './command.js';
import { Id, Secret, Timestamp } from './fields.js';
import { Name } from './name.js';
import { ByOwner, OwnerKey } from './owner-commands.js';

const base64Url = (most: number): z.ZodType<string> =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');

/** WebAuthn §7.2: at most 1023 bytes. */
const CredentialId = base64Url(1_364);

const OF_EITHER = {
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.looseObject({}),
};

/** How an authenticator signs a challenge: `AuthenticationResponseJSON` of WebAuthn Level 3. */
export const PasskeyAssertion = z
  .strictObject({
    ...OF_EITHER,
    response: z.strictObject({
      clientDataJSON: base64Url(4_096),
      authenticatorData: base64Url(4_096),
      signature: base64Url(8_192),
      userHandle: base64Url(88).optional(),
    }),
  })
  .meta({ id: 'PasskeyAssertion' });
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>;

/** A new passkey: `RegistrationResponseJSON` of WebAuthn Level 3. */
export const PasskeyAttestation = z
  .strictObject({
    ...OF_EITHER,
    response: z.strictObject({
      clientDataJSON: base64Url(4_096),
      attestationObject: base64Url(12_288),
      authenticatorData: base64Url(8_192).optional(),
      transports: z.array(z.string().max(32)).max(8).optional(),
      publicKeyAlgorithm: z.int().optional(),
      publicKey: base64Url(8_192).optional(),
    }),
  })
  .meta({ id: 'PasskeyAttestation' });
export type PasskeyAttestation = z.infer<typeof PasskeyAttestation>;

/** What a browser is asked for, as JSON of WebAuthn Level 3. */
export const PasskeyOptions = z.looseObject({ challenge: Secret }).meta({ id: 'PasskeyOptions' });
export type PasskeyOptions = z.infer<typeof PasskeyOptions>;

/** A passkey of an owner, without its key. */
export const PasskeyView = z
  .object({
    passkeyId: Id,
    name: Name,
    /** The name of the mesh that it works at. */
    rpId: z.string(),
    /** Whether its maker keeps a copy, as those that are synchronized do. */
    isBackedUp: z.boolean(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Passkey' });
export type PasskeyView = z.infer<typeof PasskeyView>;

/** The host name that passkeys belong to, never an IP address. */
export const RpId = z.string().min(1).max(253);
const Origin = z.url({ protocol: /^https?$/ }).max(300);

/** What came back for a challenge, and from a page of which origin. */
export const PasskeyAnswer = z.strictObject({
  challenge: Secret,
  origin: Origin,
  assertion: PasskeyAssertion,
});
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>;

/** Asks for any passkey of a host name, to sign in by; the challenge counts once, for five minutes. */
export const askForPasskey = command('registry.passkey.ask', z.strictObject({ rpId: RpId }), PasskeyOptions);

/** Those of the person who asks. */
export const listPasskeys = command(
  'registry.passkey.list',
  ByOwner,
  z.object({ items: z.array(PasskeyView).readonly() }),
);

/**
 * Lets an owner, or a person of its mesh, add a passkey, by a live key of theirs. Refuses another with `invalid_request`; with
 * `passkey_required` where a touch is asked for, and `touch` is none for this.
 */
export const offerPasskey = command(
  'registry.passkey.offer',
  ByOwner.extend({
    ownerName: z.string().max(256),
    key: OwnerKey,
    rpId: RpId,
    meshName: z.string().max(64),
    touch: PasskeyAnswer.optional(),
  }),
  PasskeyOptions,
);

/** Adds the passkey that was offered. Refuses with `invalid_request` what is none, or was not. */
export const addPasskey = command(
  'registry.passkey.add',
  ByOwner.extend({ name: Name, challenge: Secret, origin: Origin, attestation: PasskeyAttestation }),
  PasskeyView,
);

/** Removes a passkey, and ends the consoles that it opened. Refuses with `not_found`, and the last one with `conflict` while touches are asked for. */
export const removePasskey = command(
  'registry.passkey.remove',
  ByOwner.extend({ passkeyId: Id }),
  z.object({ done: z.literal(true) }),
);
