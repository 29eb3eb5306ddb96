import { CompactSign } from 'jose';
import { CHECKPOINT_ALGORITHM, CHECKPOINT_TYP, type CheckpointClaims } from '@meshpair/contracts';
import type { OwnedHead } from '@meshpair/persistence';
import { type PublicSigningKey, signingKeyOf } from '@meshpair/service';

const PURPOSE = 'meshpair audit checkpoint key v1';

/** Signs heads of chains, by a key that `jwks.json` does not have: no verifier of tokens takes what it signs. */
export class CheckpointSigner {
  private constructor(private readonly key: Awaited<ReturnType<typeof signingKeyOf>>) {}

  static async create(secret: string): Promise<CheckpointSigner> {
    return new CheckpointSigner(await signingKeyOf(secret, PURPOSE));
  }

  get publicJwk(): PublicSigningKey {
    return this.key.publicJwk;
  }

  /** The key goes along, so that an export can be checked offline by who knows the key's thumbprint. */
  sign({ ownerId, index, hash }: OwnedHead, at: Date): Promise<string> {
    const claims: CheckpointClaims = { ownerid: ownerId, index, hash, time: at.toISOString() };
    const { kty, crv, x, kid } = this.key.publicJwk;
    return new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: CHECKPOINT_ALGORITHM, typ: CHECKPOINT_TYP, kid, jwk: { kty, crv, x } })
      .sign(this.key.privateKey);
  }
}
