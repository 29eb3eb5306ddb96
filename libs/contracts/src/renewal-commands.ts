import { z } from 'zod';
import { command } from './command.js';
import { ByProvenKey, DeviceSession, TokenType } from './device-credentials.js';
import { Id, Permissions } from './fields.js';

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
