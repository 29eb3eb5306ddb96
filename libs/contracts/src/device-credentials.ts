import { z } from 'zod';
import { command } from './command.js';
import { Id, Permissions } from './fields.js';

/** What a DPoP proof may be signed with: both names of Ed25519 (RFC 9864), and what the libraries begin with. */
export const DPOP_ALGORITHMS = ['Ed25519', 'EdDSA', 'ES256'] as const;

/** How far the time of a DPoP proof may be from ours: clocks of devices, and the way here. */
export const DPOP_WINDOW_SECONDS = 60;

/** Of a public key: SHA-256 (RFC 7638), base64url; the `jkt` of RFC 9449. */
export const Thumbprint = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 43 base64url characters');

/** The claim of a bound token (RFC 9449 §6.1). */
export const Confirmation = z.object({ jkt: Thumbprint }).optional();

export const Token = z.string().min(1).max(4096);

/** How a token is presented: a bound one with a proof of its key. */
export const TokenType = z.enum(['Bearer', 'DPoP']);

/** The thumbprint of the key whose proof came with a request. */
export const ByProvenKey = { provenKey: Thumbprint.optional() } as const;

/** How a device asks: by its session token, with the key whose proof came with it (a token that is bound wants its own). */
export const DeviceSession = z.strictObject({ sessionToken: Token, ...ByProvenKey });
export type DeviceSession = z.infer<typeof DeviceSession>;

/**
 * Lets a DPoP proof count, which a gateway has checked: once over all replicas, and in its time. Refuses with
 * `invalid_dpop_proof`.
 */
export const spendProof = command(
  'registry.proof.spend',
  z.strictObject({
    provenKey: Thumbprint,
    /** The proof's own id. */
    jti: z.string().min(1).max(256),
    /** NumericDate (RFC 7519 §2). */
    issuedAt: z.int(),
  }),
  z.object({ done: z.literal(true) }),
);

const Renewal = z.object({
  /** Renews the session once; the next one comes with the answer. */
  refreshToken: z.string(),
  /** Seconds until the session ends, if it is not used before. */
  expiresIn: z.int(),
});

/** The first refresh token of a device that was let in by `/oauth`. Does not use its session. Refuses with `unauthorized`. */
export const beginRenewal = command('registry.tokens.begin-renewal', DeviceSession, Renewal);

/**
 * Renews a session by its refresh token, which counts once: the same one again ends the session and the node's peer
 * tokens (RFC 9700 §4.14.2), but for an answer that was lost. That of a bound
 * session counts with a proof of its key only. Refuses with `unauthorized`.
 */
export const renewSession = command(
  'registry.tokens.renew',
  z.strictObject({ refreshToken: z.string().min(1).max(1000), ...ByProvenKey }),
  Renewal.extend({ sessionToken: z.string(), tokenType: TokenType, nodeId: Id, permissions: Permissions }),
);
