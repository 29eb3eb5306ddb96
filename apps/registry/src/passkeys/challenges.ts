import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long somebody has for the authenticator. */
export const CHALLENGE_MS = 300_000;

const TIME_BYTES = 6;
const RANDOM_BYTES = 10;
const SEAL_BYTES = 16;

/**
 * What passkeys are to sign. A challenge tells by itself, sealed with the mesh's secret, until when it counts and for what:
 * strangers may ask for any number of them, and nothing is written before one was signed.
 */
export class Challenges {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'meshpair.challenge.v1', 32));
  }

  /** 43 characters base64url. */
  make(purpose: string, now: Date): string {
    const time = Buffer.alloc(TIME_BYTES);
    time.writeUIntBE(now.getTime() + CHALLENGE_MS, 0, TIME_BYTES);
    const start = Buffer.concat([time, randomBytes(RANDOM_BYTES)]);
    return Buffer.concat([start, this.seal(purpose, start)]).toString('base64url');
  }

  /** Until when a challenge counts that was made for `purpose`; undefined when it does not, or not any more. */
  expiryOf(challenge: string, purpose: string, now: Date): Date | undefined {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== TIME_BYTES + RANDOM_BYTES + SEAL_BYTES) return undefined;
    const start = bytes.subarray(0, -SEAL_BYTES);
    if (!timingSafeEqual(bytes.subarray(-SEAL_BYTES), this.seal(purpose, start))) return undefined;
    const expiresAt = new Date(start.readUIntBE(0, TIME_BYTES));
    return expiresAt > now ? expiresAt : undefined;
  }

  private seal(purpose: string, start: Buffer): Buffer {
    return createHmac('sha256', this.key).update(start).update(purpose).digest().subarray(0, SEAL_BYTES);
  }
}
