import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';

/** How far the time of a proof may be from ours (seconds). */
const WINDOW = 60;
const seen = new Set();

/**
 * Who asks: the node (`sub`) and what it is allowed (`scope`), of the mesh of `owner`. Throws for anybody else.
 *
 * `keys` is `createRemoteJWKSet(new URL('…/.well-known/jwks.json'))`, or `createLocalJWKSet` of a copy: then no gateway is
 * asked at all, and a token that was revoked counts until it expires. `publicUrl` is where peers reach this service.
 */
export async function verifyPeer({ method, url, headers }, { keys, owner, publicUrl }) {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
  const wanted = { issuer: 'meshpair', audience: 'meshpair', typ: 'mesh-peer+jwt', requiredClaims: ['exp'] };
  const { payload } = await jwtVerify(token, keys, { ...wanted, algorithms: ['EdDSA'] });
  if (payload.owner_id !== owner) throw new Error('The token is of another mesh');
  if (scheme === (payload.cnf ? 'DPoP' : 'Bearer')) {
    if (payload.cnf)
      await verifyProof(headers.dpop, { method, url: new URL(url, publicUrl), token, ...payload.cnf });
    return payload;
  }
  throw new Error('A token that is bound to a key goes with a proof of it, and no other does');
}

/** RFC 9449 §4.3. */
async function verifyProof(proof = '', { method, url, token, jkt }) {
  const timely = { maxTokenAge: WINDOW, clockTolerance: WINDOW, requiredClaims: ['jti'] };
  const allowed = { typ: 'dpop+jwt', algorithms: ['Ed25519', 'EdDSA', 'ES256'] };
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { ...allowed, ...timely });
  const { htm, htu, ath, jti } = payload;
  const isForThis = htm === method && htu === url.origin + url.pathname;
  const isForToken = ath === createHash('sha256').update(token).digest('base64url');
  if (!isForThis || !isForToken || (await calculateJwkThumbprint(protectedHeader.jwk)) !== jkt)
    throw new Error('The proof is for another request, token or key');
  if (seen.has(jti)) throw new Error('The proof has been used');
  seen.add(jti);
  setTimeout(() => seen.delete(jti), 3 * WINDOW * 1000).unref();
}
