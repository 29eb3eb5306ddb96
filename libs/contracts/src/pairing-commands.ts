import { z } from 'zod';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { ChainHead } from './audit-chain.js';
import { AuditEvent, CloudEvent } from './cloud-event.js';
import { command } from './command.js';
import {
  ClientAddress,
  Cursor,
  Id,
  KeyBytes,
  Permissions,
  Pin,
  Platform,
  Port,
  PublicKey,
  Secret,
  Signature,
  Timestamp,
  TypedCode,
} from './fields.js';
import { Name } from './name.js';
import { ByOwner } from './owner-commands.js';
import { Health } from './reply.js';
import { JsonWebKeySet, pageOf, PairingView } from './views.js';

export * from './confirm-commands.js';
export * from './device-request-commands.js';

export const TTL_SECONDS = { min: 60, max: 600 } as const;

/** What a client may say when it starts a pairing. */
export const StartPairingBody = z.strictObject({
  ttlSeconds: z.int().min(TTL_SECONDS.min).max(TTL_SECONDS.max).optional(),
  permissions: Permissions.optional(),
  label: Name.optional(),
});
export type StartPairingBody = z.infer<typeof StartPairingBody>;

/** What a device says when it connects. */
const ConnectFields = {
  token: Secret.optional(),
  /** Instead of the token: what the owner has read out. */
  code: TypedCode.optional(),
  device: z.strictObject({
    name: Name,
    nodeId: Id.optional(),
    platform: Platform.optional(),
    port: Port.optional(),
    publicKey: PublicKey.optional(),
    /** The signature of `connectProofText(token)` by the private half of `publicKey`, which is then an Ed25519 key. */
    proof: Signature.optional(),
  }),
};

interface TokenOrCode {
  readonly token?: string | undefined;
  readonly code?: string | undefined;
}

const hasTokenOrCode = ({ token, code }: TokenOrCode): boolean =>
  (token === undefined) !== (code === undefined);
const TOKEN_OR_CODE = { message: 'give either token or code', path: ['token'] };

export const ConnectDeviceBody = z.strictObject(ConnectFields).refine(hasTokenOrCode, TOKEN_OR_CODE);
export type ConnectDeviceBody = z.infer<typeof ConnectDeviceBody>;

/**
 * What a device signs (UTF-8, Ed25519) to prove that it holds its key: bound to this pairing by its join token, or by its
 * code as it is shown (`WDJB-MJHT`).
 */
export const connectProofText = (token: string): string => `meshpair-connect.v1:${token}`;

export const StartedPairing = z.object({
  pairingId: Id,
  /** The join token, in the clear: for the owner's screen only. */
  token: Secret,
  /** The code that a device may type instead, `WDJB-MJHT`: for the owner's screen, and to be read out. */
  userCode: z.string(),
  createdAt: Timestamp,
  expiresAt: Timestamp,
});
export type StartedPairing = z.infer<typeof StartedPairing>;

export const ConnectedDevice = z
  .object({
    pairingId: Id,
    pin: Pin,
    claimSecret: Secret,
    expiresAt: Timestamp,
    pollIntervalSeconds: z.number(),
  })
  .meta({ id: 'ConnectedDevice' });
export type ConnectedDevice = z.infer<typeof ConnectedDevice>;

/** Who asks about one pairing: its owner, or the device with its claim secret. */
const Reader = z.union([z.strictObject({ ownerId: Id }), z.strictObject({ claimSecret: Secret })]);
export type PairingReader = z.infer<typeof Reader>;

const OwnersPairing = ByOwner.extend({ pairingId: Id });

export const PAIRING_QUEUE = 'pairing';

export const startPairing = command('pairing.start', ByOwner.extend(StartPairingBody.shape), StartedPairing);

export const connectDevice = command(
  'pairing.connect',
  z.strictObject({ ...ConnectFields, ip: ClientAddress }).refine(hasTokenOrCode, TOKEN_OR_CODE),
  ConnectedDevice,
);

/** What a device gets that waits for its owner, and shows no PIN. */
export const AskedDevice = ConnectedDevice.omit({ pin: true }).meta({ id: 'AskedDevice' });
export type AskedDevice = z.infer<typeof AskedDevice>;

/** A device asks its owner, by a setup key that says so; the registry and the gateway have seen both keys. For gateways. */
export const askToJoin = command(
  'pairing.ask',
  z.strictObject({
    ownerId: Id,
    setupKeyId: Id,
    label: z.string().max(64).optional(),
    permissions: Permissions,
    device: z.strictObject({
      name: Name,
      platform: Platform.optional(),
      port: Port.optional(),
      publicKey: KeyBytes,
    }),
    ip: ClientAddress,
  }),
  AskedDevice,
);

/** Counts a device that joins without a code, as one that connects: refuses with `too_many_requests`. For gateways. */
export const admitDevice = command(
  'pairing.admit',
  z.strictObject({ ip: ClientAddress }),
  z.object({ admitted: z.literal(true) }),
);

export const denyPairing = command('pairing.deny', OwnersPairing, PairingView);

export const cancelPairing = command('pairing.cancel', OwnersPairing, PairingView);

export const getPairing = command(
  'pairing.get',
  z.strictObject({ pairingId: Id, reader: Reader }),
  PairingView,
);

/** Whether a join token still leads anywhere, for the join page. Changes nothing. */
export const previewToken = command(
  'pairing.preview',
  z.strictObject({ token: Secret }),
  z.object({
    state: PairingView.shape.state,
    expiresAt: Timestamp,
    /** Why it failed; null unless it has. An expired one is refused with `token_expired`. */
    reason: PairingView.shape.reason,
  }),
);

export const listPairings = command(
  'pairing.list',
  z.strictObject({
    ownerId: Id,
    openOnly: z.boolean(),
    after: z.string().optional(),
    limit: z.int().min(1).max(500),
  }),
  pageOf(PairingView),
);

/** The events of one pairing after a sequence, in order. */
export const readEvents = command(
  'pairing.events',
  z.strictObject({ pairingId: Id, reader: Reader, afterSequence: z.int().min(0) }),
  z.object({ items: z.array(CloudEvent).readonly() }),
);

/** Of a pairing, or of the mesh. */
export const AuditEventType = z.enum(ALL_EVENT_TYPES);

export const AuditPage = pageOf(AuditEvent).extend({
  /** The cursor after each of the items. */
  cursors: z.array(Cursor).readonly(),
  /** The cursor after the last item; where the read began when there is none. */
  end: Cursor,
});
export type AuditPage = z.infer<typeof AuditPage>;

/** From the oldest event on, or from the newest back. */
export const AUDIT_ORDERS = ['asc', 'desc'] as const;

/** An owner's events in an order (oldest first unless told), by cursor; or the last so many (`last`, up to now). */
export const readAudit = command(
  'pairing.audit',
  z.strictObject({
    ownerId: Id,
    pairingId: Id.optional(),
    type: AuditEventType.optional(),
    nodeId: Id.optional(),
    actor: Id.optional(),
    since: Timestamp.optional(),
    until: Timestamp.optional(),
    order: z.enum(AUDIT_ORDERS).optional(),
    after: z.string().optional(),
    last: z.int().min(0).max(500).optional(),
    limit: z.int().min(1).max(500),
  }),
  AuditPage,
);

/** An event in its owner's hash chain. */
export const ChainItem = ChainHead.extend({
  /** Null for one that is not there any more. */
  event: AuditEvent.nullable(),
  /** When the chain was signed with it. */
  time: Timestamp,
  /** Of a checkpoint at this event, a JWS; absent within a run of events that were signed together. */
  signature: z.string().optional(),
});

/** How far the chains of all owners have come. */
export const ChainProgress = z.object({
  /** Every event that was recorded before is chained once `chainedTo` has reached today's `recordedTo`. */
  recordedTo: z.int(),
  chainedTo: z.int(),
});
export type ChainProgress = z.infer<typeof ChainProgress>;

export const ChainPage = ChainProgress.extend({
  /** Before the first item. */
  start: ChainHead,
  items: z.array(ChainItem).readonly(),
  /** The index to go on after; null after the newest event that is chained. */
  next: z.int().nullable(),
});
export type ChainPage = z.infer<typeof ChainPage>;

/** An owner's events in their hash chain, from the oldest on. */
export const readChain = command(
  'pairing.chain',
  z.strictObject({ ownerId: Id, after: z.int().min(0), limit: z.int().min(1).max(500) }),
  ChainPage,
);

/** For the metrics. */
export const readChainProgress = command('pairing.chain-progress', z.strictObject({}), ChainProgress);

/** The public keys of the chain's checkpoints, the newest first. */
export const readChainKeys = command('pairing.chain-keys', z.strictObject({}), JsonWebKeySet);

/** Checks a claim secret; the registry then mints the tokens. Refuses with `not_registered_yet` before that. */
export const authorizeClaim = command(
  'pairing.claim',
  z.strictObject({ pairingId: Id, claimSecret: Secret }),
  z.object({ ownerId: Id, nodeId: Id, sessionId: Id }),
);

/** Whether a replica of the service can work: its database and NATS answer. */
export const checkHealth = command('pairing.health', z.strictObject({}), Health);

/**
 * A plain NATS message with the changes of pairings that were committed together (`PairingChanged[]`), for live views
 * and waiting requests. At most once and never a source of truth: the state is read by command.
 */
export const PAIRINGS_CHANGED = 'pairing.changed.batch';

export interface PairingChanged {
  readonly pairingId: string;
  readonly ownerId: string;
  readonly state: PairingView['state'];
  readonly sequence: number;
  readonly reason: PairingView['reason'];
}
