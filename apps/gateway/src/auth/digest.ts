import { createHash } from 'node:crypto';

/** SHA-256 as base64url: how a secret is looked up and kept. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
