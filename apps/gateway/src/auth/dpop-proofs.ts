import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify, type JWTVerifyResult } from 'jose';
import { digestOf, DPOP_ALGORITHMS, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { problem, valueOf } from '../http/problem-exception.js';
import { OwnAddresses } from './own-addresses.js';

/** The key that whoever sends a request has proven to hold (RFC 9449). */
export interface ProvenKey {
  /** Its thumbprint (RFC 7638, SHA-256, base64url). */
  readonly jkt: string;
  /** The raw key, 32 bytes as base64url; of Ed25519 only. */
  readonly publicKey?: string | undefined;
}

/** What a proof is to be for. */
interface Proven {
  readonly method: string;
  readonly isFor: (url: URL) => boolean;
  /** What is presented with it. */
  readonly token?: string | undefined;
}

type ReadProof = ProvenKey & { readonly jti: string; readonly issuedAt: number };

/** Checks the proofs of the `DPoP` header (RFC 9449 §4.3): each counts for its request, once, over all replicas. */
@Injectable()
export class DpopProofs {
  constructor(
    private readonly commands: CommandBus,
    private readonly addresses: OwnAddresses,
  ) {}

  /**
   * Whose key it is, for this request and the token that it presents; undefined without the header. Throws the problem
   * `invalid_dpop_proof`.
   */
  async keyOf(request: FastifyRequest, token?: string): Promise<ProvenKey | undefined> {
    const proof = request.headers['dpop'];
    if (proof === undefined) return undefined;
    const isFor = (url: URL): boolean => this.addresses.leadTo(request, url);
    return this.keyBehind(proof, { method: request.method, isFor, token });
  }

  /** As `keyOf`; without the header it throws as well. */
  async requireKeyOf(request: FastifyRequest, token?: string): Promise<ProvenKey> {
    return (await this.keyOf(request, token)) ?? refuse('it is missing');
  }

  /** Whose key has signed a proof of what was asked elsewhere. Throws as `keyOf`. */
  async keyBehind(proof: string | readonly string[], asked: Proven): Promise<ProvenKey> {
    const { jkt, publicKey, jti, issuedAt } = await readProof(String(proof), asked);
    valueOf(await this.commands.send(registryCommands.spendProof, { provenKey: jkt, jti, issuedAt }));
    return { jkt, publicKey };
  }
}

/** What a proof says, if it is for the request; its time and whether it comes again is for the registry to tell. */
export async function readProof(proof: string, asked: Proven): Promise<ReadProof> {
  const { payload, protectedHeader } = await verified(proof);
  const why = whyNotFor(payload, asked);
  if (why !== undefined) return refuse(why);
  const { jti = '', iat = Number.NaN } = payload;
  if (jti === '' || jti.length > 256) return refuse('it has no jti of 1 to 256 characters');
  if (!Number.isInteger(iat)) return refuse('it has no iat in whole seconds');
  const { jwk = {} } = protectedHeader;
  const publicKey = jwk.crv === 'Ed25519' ? jwk.x : undefined;
  return { jkt: await calculateJwkThumbprint(jwk), publicKey, jti, issuedAt: iat };
}

function whyNotFor({ htm, htu, ath }: JWTPayload, { method, isFor, token }: Proven): string | undefined {
  if (htm !== method) return 'htm is another method';
  if (typeof htu !== 'string' || !URL.canParse(htu) || !isFor(new URL(htu)))
    return 'htu is another address: it must be that of PUBLIC_URL, or of this machine';
  return token === undefined || ath === digestOf(token) ? undefined : 'ath is not the digest of the token';
}

async function verified(proof: string): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: [...DPOP_ALGORITHMS] });
  } catch {
    return refuse('it is no JWS of type dpop+jwt, signed by the public key in it');
  }
}

function refuse(why: string): never {
  throw problem('invalid_dpop_proof', { detail: `The proof in the DPoP header does not count: ${why}` });
}
