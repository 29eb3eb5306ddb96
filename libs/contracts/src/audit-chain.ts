import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { PairingEvent, RecordedMeshEvent } from '@meshpair/domain';
import { type AuditEvent, sourceOf, toCloudEvent, toMeshCloudEvent } from './cloud-event.js';
import { Id, Timestamp } from './fields.js';

/** 64 hex digits: a SHA-256. */
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A place in an owner's chain: its events are counted from 1, and the hash covers all up to this one. */
export const ChainHead = z.object({ index: z.int().min(0), hash: Hash });
export type ChainHead = z.infer<typeof ChainHead>;

/** Before an owner's first event. */
export const CHAIN_START: ChainHead = { index: 0, hash: '0'.repeat(64) };

/** How whatever is recorded in a trail is told. */
export const auditEventOf = (recorded: PairingEvent | RecordedMeshEvent): AuditEvent =>
  'pairingId' in recorded
    ? toCloudEvent(recorded, sourceOf(recorded))
    : toMeshCloudEvent(recorded.event, recorded.id);

/** The chain with one more event: SHA-256 of the hash so far and the event's canonical JSON (RFC 8785). */
export function chainAfter({ index, hash }: ChainHead, event: object): ChainHead {
  const link = createHash('sha256').update(Buffer.from(hash, 'hex'));
  return { index: index + 1, hash: link.update(canonicalize(event) ?? '').digest('hex') };
}

export const CHECKPOINT_ALGORITHM = 'EdDSA';

/** The `typ` of a checkpoint's signature, a JWS in compact form: no verifier of tokens takes it for one. */
export const CHECKPOINT_TYP = 'meshpair-checkpoint+json';

/** What a checkpoint's signature says. */
export const CheckpointClaims = ChainHead.extend({ ownerid: Id, time: Timestamp });
export type CheckpointClaims = z.infer<typeof CheckpointClaims>;

/** A place in the chain, as a line of a signed export: a CloudEvent beside the events. */
export const Checkpoint = z.object({
  specversion: z.literal('1.0'),
  /** `<ownerid>.<index>`. */
  id: z.string(),
  source: z.literal('/meshpair/audit'),
  type: z.literal('Checkpoint'),
  subject: Id,
  /** When it was signed. */
  time: Timestamp,
  datacontenttype: z.literal('application/json'),
  ownerid: Id,
  data: ChainHead.extend({
    /** Of `CheckpointClaims`; its header names the key by `kid` and `jwk`. */
    signature: z.string(),
  }),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const checkpointOf = (
  { ownerid, time, ...head }: CheckpointClaims,
  signature: string,
): Checkpoint => ({
  specversion: '1.0',
  id: `${ownerid}.${head.index}`,
  source: '/meshpair/audit',
  type: 'Checkpoint',
  subject: ownerid,
  time,
  datacontenttype: 'application/json',
  ownerid,
  data: { ...head, signature },
});

/** The extension attributes that tell an event's place in a signed export; the first one there tells the hash before it. */
export const CHAIN_ATTRIBUTES = {
  index: 'chainindex',
  hash: 'chainhash',
  previous: 'chainprevious',
} as const;
