import { createHash } from 'node:crypto';

/** SHA-256, base64url: how tokens, keys and other random secrets are kept, looked up and compared. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
