import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const KEY_BYTES = 32;
const ID_BYTES = 6;
/** NIST SP 800-38D §8.2.2: a random nonce of 96 bits. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface SealingKey {
  /** Tells the keys apart, and nothing of them. */
  readonly id: string;
  readonly key: Uint8Array;
}

/** What was sealed by a secret that is not known any more, or for another place, or was changed. */
export class CannotBeOpened extends Error {
  override readonly name = 'CannotBeOpened';
}

/**
 * Keeps what must be read again: AES-256-GCM under a key that HKDF (RFC 5869) derives from the current secret. What an
 * earlier secret has sealed can still be opened. A sealed text fits its place only.
 */
export class Sealing {
  private readonly current: SealingKey;
  private readonly keys: ReadonlyMap<string, SealingKey>;

  constructor(current: string, previous: readonly string[] = []) {
    this.current = keyOf(current);
    this.keys = new Map([...previous.map(keyOf), this.current].map((key) => [key.id, key]));
  }

  /** Begins whatever the current secret seals. */
  get prefix(): string {
    return `${VERSION}.${this.current.id}.`;
  }

  seal(text: string, place: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.current.key, nonce).setAAD(Buffer.from(place));
    const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return this.prefix + Buffer.concat(sealed).toString('base64url');
  }

  /** Throws `CannotBeOpened`. */
  open(sealed: string, place: string): string {
    const [version, id = '', base64 = ''] = sealed.split('.');
    const key = this.keys.get(id);
    if (version !== VERSION || key === undefined)
      throw new CannotBeOpened('it needs an earlier WEBHOOK_SECRET');
    const bytes = Buffer.from(base64, 'base64url');
    const tag = bytes.subarray(-TAG_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(place))
        .setAuthTag(tag);
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw new CannotBeOpened('it was changed, or belongs elsewhere');
    }
  }
}

function keyOf(secret: string): SealingKey {
  const derived = Buffer.from(hkdfSync('sha256', secret, '', 'meshpair webhooks', KEY_BYTES + ID_BYTES));
  return { key: derived.subarray(0, KEY_BYTES), id: derived.subarray(KEY_BYTES).toString('hex') };
}
