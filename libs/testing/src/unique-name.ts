import { randomBytes } from 'node:crypto';

/** A name that no other test uses: fit for databases, streams, subjects and keys. */
export const uniqueName = (prefix: string): string => `${prefix}_${randomBytes(6).toString('hex')}`;
