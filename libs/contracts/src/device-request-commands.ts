import { z } from 'zod';
import { command } from './command.js';
import { ClientAddress, Id, Permissions, Platform, Secret, TypedCode } from './fields.js';
import { Name } from './name.js';
import { ByOwner } from './owner-commands.js';
import { PairingView } from './views.js';

/** What a device calls itself at `/oauth`: a label and no secret (RFC 6749 §2.2). */
export const ClientId = Name;

/** The codes of a device that asks to join without anybody having started it (RFC 8628 §3.2). */
const RequestedCodes = z.object({
  /** The device's own: it fetches its tokens with it. */
  deviceCode: Secret,
  /** For its screen. */
  userCode: z.string(),
  /** For its screen as well, if it says that it shows one. */
  pin: z.string().optional(),
  expiresIn: z.int(),
  interval: z.int(),
});

/** Begins a request that belongs to no owner. `too_many_requests` for an address, and in all. */
export const requestCodes = command(
  'pairing.request',
  z.strictObject({
    clientId: ClientId,
    name: Name,
    platform: Platform.optional(),
    permissions: Permissions,
    showsPin: z.boolean(),
    ip: ClientAddress,
  }),
  RequestedCodes,
);

/** From where an owner types a code: its address, and the networks that the gateway is in, interface by interface. */
const TypedFrom = z.strictObject({
  ip: ClientAddress,
  attached: z.array(z.array(z.string().max(64)).max(64)).max(64),
});
export type TypedFrom = z.infer<typeof TypedFrom>;

/** Makes a request the owner's pairing, by the code that its device shows. Refuses with `code_not_found`. */
export const takeRequest = command(
  'pairing.take',
  ByOwner.extend({ code: TypedCode, from: TypedFrom, allowsOtherNetworks: z.boolean() }),
  PairingView,
);

/** How a request stands, for its device. */
export const REQUEST_STATES = ['unknown', 'pending', 'too_fast', 'expired', 'denied', 'registered'] as const;

const RequestState = z.object({
  state: z.enum(REQUEST_STATES),
  /** Of one that is registered: its tokens are claimed by it. */
  pairingId: Id.optional(),
});
export type RequestState = z.infer<typeof RequestState>;

/** A device asks whether it is let in. */
export const pollRequest = command(
  'pairing.poll',
  z.strictObject({ deviceCode: Secret, clientId: ClientId }),
  RequestState,
);
