import { sign } from 'node:crypto';
import { type CryptoKey, errors, type JWTHeaderParameters, jwtVerify, type JWTVerifyResult } from 'jose';
import { Confirmation, type JsonWebKeySet } from '@meshpair/contracts';
import { SIGNING_ALGORITHM, type SigningKey, signingKeyOf } from '@meshpair/service';

/** The issuer and the audience of every token: names, not addresses, since a mesh may change its address. */
export const TOKEN_ISSUER = 'meshpair';
export const TOKEN_AUDIENCE = 'meshpair';

export type TokenUse = 'session' | 'peer';

const TYPES: Readonly<Record<TokenUse, string>> = { session: 'mesh-session+jwt', peer: 'mesh-peer+jwt' };

/** The row that a token stands for. */
export interface TokenRow {
  /** The session or peer token id: `jti`. */
  readonly id: string;
  readonly ownerId: string;
  readonly nodeId: string;
  readonly permissions: readonly string[];
  readonly issuedAt: Date;
  /** Peer tokens only: a session ends by its row. */
  readonly expiresAt?: Date;
  /** Of the key that it is bound to (RFC 7638): `cnf.jkt` (RFC 9449 §6.1). */
  readonly keyThumbprint?: string | null;
}

export interface VerifiedToken {
  readonly use: TokenUse;
  readonly id: string;
  readonly ownerId: string;
  readonly nodeId: string;
  /** Of the key that it is bound to; whoever presents it must prove that key. */
  readonly keyThumbprint?: string | undefined;
  /** The key that it is signed with: one of a previous secret is to be replaced. */
  readonly isUnderCurrentKey: boolean;
}

/** NumericDate (RFC 7519 §2). */
export const secondsOf = (time: Date): number => Math.floor(time.getTime() / 1000);

/** What the key is derived for. */
const TOKEN_KEY = 'meshpair token signing key v1';

/** The claim of a bound token (RFC 9449 §6.1); nothing of another. */
export const confirmationOf = (keyThumbprint?: string | null): { readonly cnf?: { readonly jkt: string } } =>
  keyThumbprint ? { cnf: { jkt: keyThumbprint } } : {};

/** How a token is presented (RFC 6750, RFC 9449 §7.1). */
export const tokenTypeOf = (keyThumbprint?: string | null): 'Bearer' | 'DPoP' =>
  keyThumbprint ? 'DPoP' : 'Bearer';

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Mints and verifies the mesh's Ed25519 JWTs. A row always mints the same bytes under the same key. */
export class MeshTokens {
  private readonly keysById: ReadonlyMap<string, SigningKey>;
  private readonly headers: Readonly<Record<TokenUse, string>>;

  private constructor(
    private readonly key: SigningKey,
    previous: readonly SigningKey[],
  ) {
    this.keysById = new Map([...previous, key].map((each) => [each.publicJwk.kid, each]));
    const headerOf = (use: TokenUse): string =>
      encoded({ alg: SIGNING_ALGORITHM, typ: TYPES[use], kid: key.publicJwk.kid });
    this.headers = { session: headerOf('session'), peer: headerOf('peer') };
  }

  /** Signs with the key of `secret`; the tokens of the previous secrets' keys still count. */
  static async create(secret: string, previousSecrets: readonly string[] = []): Promise<MeshTokens> {
    return new MeshTokens(
      await signingKeyOf(secret, TOKEN_KEY),
      await Promise.all(previousSecrets.map((previous) => signingKeyOf(previous, TOKEN_KEY))),
    );
  }

  /** Every key that a token may be signed with, the current one first. */
  get keySet(): JsonWebKeySet {
    const others = [...this.keysById.values()].filter((each) => each !== this.key);
    return { keys: [this.key, ...others].map(({ publicJwk }) => ({ ...publicJwk })) };
  }

  /**
   * The compact serialization (RFC 7515 §7.1). Signed here and now: it takes less time than to hand it to another thread,
   * which is what `jose` does.
   */
  mint(use: TokenUse, row: TokenRow): string {
    const claims = {
      iss: TOKEN_ISSUER,
      aud: TOKEN_AUDIENCE,
      sub: row.nodeId,
      jti: row.id,
      owner_id: row.ownerId,
      scope: row.permissions.join(' '),
      token_use: use,
      iat: secondsOf(row.issuedAt),
      ...(row.expiresAt && { exp: secondsOf(row.expiresAt) }),
      ...confirmationOf(row.keyThumbprint),
    };
    const input = `${this.headers[use]}.${encoded(claims)}`;
    return `${input}.${sign(null, Buffer.from(input), this.key.privateKey).toString('base64url')}`;
  }

  /** What a token says, if it is ours and not expired; undefined for anything else. Its row decides whether it lives. */
  async verify(token: string, now: Date): Promise<VerifiedToken | undefined> {
    try {
      const verified = await jwtVerify(token, (header) => this.publicKeyOf(header), {
        algorithms: [SIGNING_ALGORITHM],
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
        requiredClaims: ['sub', 'jti', 'iat'],
        currentDate: now,
      });
      const read = readClaims(verified);
      const isUnderCurrentKey = verified.protectedHeader.kid === this.key.publicJwk.kid;
      return read && { ...read, isUnderCurrentKey };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  /** As `verify`, for one use only: a session token is no peer token, and the other way round. */
  async verifyAs(use: TokenUse, token: string, now: Date): Promise<VerifiedToken | undefined> {
    const verified = await this.verify(token, now);
    return verified?.use === use ? verified : undefined;
  }

  private publicKeyOf({ kid = '' }: JWTHeaderParameters): CryptoKey {
    const key = this.keysById.get(kid);
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  }
}

function readClaims({
  payload,
  protectedHeader,
}: JWTVerifyResult): Omit<VerifiedToken, 'isUnderCurrentKey'> | undefined {
  const { sub, jti, exp, cnf, owner_id: ownerId, token_use: use } = payload;
  if (use !== 'session' && use !== 'peer') return undefined;
  if (protectedHeader.typ !== TYPES[use]) return undefined;
  if (use === 'peer' && exp === undefined) return undefined;
  if (sub === undefined || jti === undefined || typeof ownerId !== 'string') return undefined;
  const bound = Confirmation.safeParse(cnf);
  if (!bound.success) return undefined;
  return { use, id: jti, ownerId, nodeId: sub, keyThumbprint: bound.data?.jkt };
}
