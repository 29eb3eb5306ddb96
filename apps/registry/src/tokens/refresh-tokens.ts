import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a refresh token stands for: the so manieth renewal of a session. */
export interface Renewal {
  readonly sessionId: string;
  /** How often the session was renewed before. */
  readonly count: number;
}

const SHAPE = /^mpr_([A-Za-z0-9-]{1,64})_(\d{1,9})_([A-Za-z0-9_-]{43})$/;

/** Makes and reads refresh tokens. Nothing is kept of one: the session's row counts its renewals. */
export class RefreshTokens {
  private readonly keys: readonly [Buffer, ...Buffer[]];

  /** Those of the previous secrets still count. */
  constructor(secret: string, previousSecrets: readonly string[] = []) {
    this.keys = [keyOf(secret), ...previousSecrets.map(keyOf)];
  }

  mint({ sessionId, count }: Renewal): string {
    return `mpr_${sessionId}_${count}_${macOf(this.keys[0], { sessionId, count }).toString('base64url')}`;
  }

  /** Undefined for a token that is not ours. */
  read(token: string): Renewal | undefined {
    const [, sessionId = '', count = '', mac = ''] = SHAPE.exec(token) ?? [];
    const renewal = { sessionId, count: Number(count) };
    const given = Buffer.from(mac, 'base64url');
    const isOurs = this.keys.some((key) => {
      const expected = macOf(key, renewal);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    return isOurs ? renewal : undefined;
  }
}

const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'refresh token', 32));

const macOf = (key: Buffer, { sessionId, count }: Renewal): Buffer =>
  createHmac('sha256', key).update(`${sessionId}:${count}`).digest();
