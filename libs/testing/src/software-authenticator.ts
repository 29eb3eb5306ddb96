import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** Options as the API gives them; those that an authenticator looks at. */
interface Options {
  readonly challenge?: unknown;
  readonly rp?: unknown;
  readonly rpId?: unknown;
  readonly user?: unknown;
}

/** What an authenticator may do otherwise than a good one. */
export interface Misbehaviour {
  readonly origin?: string;
  readonly challenge?: string;
  readonly rpId?: string;
  readonly userHandle?: string;
  /** What it says how often it was used. */
  readonly count?: number;
  readonly isUserVerified?: boolean;
}

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };

const base64Url = (bytes: Buffer): string => bytes.toString('base64url');
const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** An authenticator with one passkey, ES256 by WebAuthn §6; it counts its uses. */
export class SoftwareAuthenticator {
  readonly credentialId = base64Url(randomBytes(32));
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private uses = 0;
  private userHandle = '';

  constructor(private readonly origin: string) {}

  /** A new passkey, as `POST /owner/passkeys` takes it. */
  attest(options: Options, wrong: Misbehaviour = {}): Record<string, unknown> {
    this.userHandle = String((options.user as { id?: string } | undefined)?.id);
    const rpId = wrong.rpId ?? String((options.rp as { id?: string } | undefined)?.id);
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.from([id.length >> 8, id.length & 0xff]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, this.coseKey()]);
    const authData = Buffer.concat([this.authData(rpId, wrong, FLAGS.attested), attested]);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      cborText('fmt'),
      cborText('none'),
      cborText('attStmt'),
      Buffer.from([0xa0]),
      cborText('authData'),
      cborBytes(authData),
    ]);
    const clientDataJSON = base64Url(this.clientData('webauthn.create', options, wrong));
    const response = {
      clientDataJSON,
      attestationObject: base64Url(attestationObject),
      transports: ['internal'],
    };
    return { ...this.credential(), response };
  }

  /** A signature, as `POST /console/session` takes it. */
  assert(options: Options, wrong: Misbehaviour = {}): Record<string, unknown> {
    this.uses += 1;
    const clientData = this.clientData('webauthn.get', options, wrong);
    const authenticatorData = this.authData(wrong.rpId ?? String(options.rpId), wrong);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    const response = {
      clientDataJSON: base64Url(clientData),
      authenticatorData: base64Url(authenticatorData),
      signature: base64Url(sign('sha256', signed, this.keys.privateKey)),
      userHandle: wrong.userHandle ?? this.userHandle,
    };
    return { ...this.credential(), response };
  }

  private credential(): Record<string, unknown> {
    const { credentialId: id } = this;
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
  }

  private clientData(type: string, options: Options, wrong: Misbehaviour): Buffer {
    const { challenge = String(options.challenge), origin = this.origin } = wrong;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  private authData(rpId: string, wrong: Misbehaviour, flags = 0): Buffer {
    const verified = wrong.isUserVerified === false ? 0 : FLAGS.verified;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(wrong.count ?? this.uses);
    return Buffer.concat([sha256(rpId), Buffer.from([FLAGS.present | verified | flags]), count]);
  }

  /** RFC 9052 §7: EC2, ES256, P-256, x, y. */
  private coseKey(): Buffer {
    const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' });
    const [left, right] = [x, y].map((part) => cborBytes(Buffer.from(part, 'base64url')));
    const start = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
    return Buffer.concat([start, left ?? start, Buffer.from([0x22]), right ?? start]);
  }
}

const cborText = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
/** As short as may be (RFC 8949 §4.2.1): less than 256 bytes, or more. */
const cborBytes = (bytes: Buffer): Buffer => {
  const { length } = bytes;
  return Buffer.concat([
    Buffer.from(length < 256 ? [0x58, length] : [0x59, length >> 8, length & 0xff]),
    bytes,
  ]);
};
