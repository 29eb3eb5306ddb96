import { z } from 'zod';
import { ActingPerson, Owner, OwnerKey, PasskeyAssertion, Secret } from '@meshpair/contracts';
import { PERSON_ROLES } from '@meshpair/domain';
import { ADDRESS_KINDS, type Settings } from '@meshpair/settings';

/** The owner's key, the one-time code of a printed sign-in link, or what a passkey has signed. */
export const SignInBody = z
  .strictObject({ key: OwnerKey.optional(), code: Secret.optional(), passkey: PasskeyAssertion.optional() })
  .refine((body) => Object.values(body).filter((given) => given !== undefined).length === 1, {
    message: 'give either key, code or passkey',
    path: ['key'],
  });
export type SignInBody = z.infer<typeof SignInBody>;

export const ConsoleAnswer = z.object({
  owner: Owner,
  /** What who is signed in may do. */
  role: z.enum(PERSON_ROLES),
  /** Who that is; null for the founder. */
  person: ActingPerson.pick({ personId: true, name: true }).nullable(),
  /** Whether who is signed in may see all owners and add others. */
  isAdmin: z.boolean(),
  mesh: z.object({ name: z.string() }),
  /** As the gateway's environment has them, which the services share. */
  limits: z.object({
    devices: z.int(),
    pairingSeconds: z.int(),
    pinAttempts: z.int(),
    peerTokenDays: z.int(),
    eventDays: z.int(),
  }),
  /** The addresses that a QR code may name, the best first. */
  addresses: z.array(
    z.object({ url: z.url(), kind: z.enum(ADDRESS_KINDS), interface: z.string().nullable() }).readonly(),
  ),
  plainHttpBeyondLoopback: z.boolean(),
  version: z.string(),
});
export type ConsoleAnswer = z.infer<typeof ConsoleAnswer>;

export const limitsOf = (
  settings: Pick<
    Settings,
    | 'MAX_DEVICES_PER_OWNER'
    | 'PAIRING_TTL_SECONDS'
    | 'PIN_MAX_ATTEMPTS'
    | 'PEER_TOKEN_TTL_DAYS'
    | 'EVENT_RETENTION_DAYS'
  >,
): ConsoleAnswer['limits'] => ({
  devices: settings.MAX_DEVICES_PER_OWNER,
  pairingSeconds: settings.PAIRING_TTL_SECONDS,
  pinAttempts: settings.PIN_MAX_ATTEMPTS,
  peerTokenDays: settings.PEER_TOKEN_TTL_DAYS,
  eventDays: settings.EVENT_RETENTION_DAYS,
});

/** What a sign-in page may offer beside the key. */
export const SignInWays = z
  .object({
    /** Where passkeys work beyond this machine: the mesh's own name, by HTTPS. */
    passkeyOrigin: z.url().nullable(),
    /** The OpenID provider, where the operator has set one, and where a browser begins to sign in by it. */
    account: z.object({ name: z.string(), startUrl: z.url() }).nullable(),
  })
  .meta({ id: 'SignInWays' });
export type SignInWays = z.infer<typeof SignInWays>;

const owner = { ownerId: '01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f', name: 'Owner' };

/** Examples of `/openapi.json`. */
export const CONSOLE_EXAMPLES = {
  signedIn: { owner, expiresAt: '2026-02-14T10:00:00.000Z' },
  console: {
    owner,
    role: 'owner',
    person: null,
    isAdmin: true,
    mesh: { name: 'desktop' },
    limits: { devices: 1000, pairingSeconds: 300, pinAttempts: 5, peerTokenDays: 30, eventDays: 90 },
    addresses: [
      { url: 'http://192.168.1.20:6969', kind: 'lan', interface: 'eth0' },
      { url: 'http://100.64.0.1:6969', kind: 'other', interface: 'tailscale0' },
    ],
    plainHttpBeyondLoopback: true,
    version: '0.1.0',
  },
};
