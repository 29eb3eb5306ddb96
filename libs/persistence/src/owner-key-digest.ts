import { createHash } from 'node:crypto';

/** How the secret part of an owner key is kept: SHA-256, base64url. */
export const ownerKeyDigest = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url');
