import { z } from 'zod';
import { command } from './command.js';
import { ClientAddress, Id, Pin, Secret } from './fields.js';
import { ByOwner } from './owner-commands.js';
import { PasskeyAssertion } from './passkey-commands.js';

/** What may become of a device at the address of another, instead of the policy: see `IP_CONFLICT_POLICY`. */
export const IP_CONFLICT_ACTIONS = ['reject', 'allow', 'replace'] as const;

interface IpConflictFields {
  readonly onIpConflict?: (typeof IP_CONFLICT_ACTIONS)[number] | undefined;
  readonly replaceNodeId?: string | undefined;
}

/** `replace` says which node, and nothing else does. */
function namesWhatItReplaces(
  { onIpConflict, replaceNodeId }: IpConflictFields,
  context: z.RefinementCtx,
): void {
  if ((onIpConflict === 'replace') === (replaceNodeId !== undefined)) return;
  const message =
    replaceNodeId === undefined ? 'give the node to replace' : 'goes with onIpConflict "replace" only';
  context.addIssue({ code: 'custom', path: ['replaceNodeId'], message });
}

/** What the owner says to verify: the pairing by its token or its id, and the PIN on the device's screen. */
export const VerifyPinBody = z
  .strictObject({
    token: Secret.optional(),
    pairingId: Id.optional(),
    pin: Pin,
    deviceNodeId: Id.optional(),
    onIpConflict: z.enum(IP_CONFLICT_ACTIONS).optional(),
    /** The node that makes room, with `onIpConflict: "replace"`. */
    replaceNodeId: Id.optional(),
    /** A touch of a passkey for this pairing, where the owner wants one: with `pairingId`. */
    touch: PasskeyAssertion.optional(),
  })
  .refine((body) => (body.token === undefined) !== (body.pairingId === undefined), {
    message: 'give either token or pairingId',
    path: ['pairingId'],
  })
  .superRefine(namesWhatItReplaces);
export type VerifyPinBody = z.infer<typeof VerifyPinBody>;

/** What the owner says to let a device in that shows no PIN. */
export const ApprovePairingBody = z
  .strictObject({
    onIpConflict: z.enum(IP_CONFLICT_ACTIONS).optional(),
    replaceNodeId: Id.optional(),
    touch: PasskeyAssertion.optional(),
  })
  .superRefine(namesWhatItReplaces);
export type ApprovePairingBody = z.infer<typeof ApprovePairingBody>;

/** The touch is for the gateway and the registry. */
const { touch: _touch, ...verified } = VerifyPinBody.shape;
const { touch: _approvedBy, ...approved } = ApprovePairingBody.shape;

export const VerifiedPin = z.object({
  pairingId: Id,
  state: z.enum(['DeviceRegistered', 'PinVerified']),
  nodeId: Id,
  sessionId: Id,
});
export type VerifiedPin = z.infer<typeof VerifiedPin>;

export const verifyPin = command(
  'pairing.verify',
  z
    .strictObject({ ...verified, ...ByOwner.shape, ip: ClientAddress.optional() })
    .superRefine(namesWhatItReplaces),
  VerifiedPin,
);

/** Lets a device in that shows no PIN; `pin_required` for one that shows one. */
export const approvePairing = command(
  'pairing.approve',
  z.strictObject({ ...ByOwner.shape, pairingId: Id, ...approved }).superRefine(namesWhatItReplaces),
  VerifiedPin,
);
