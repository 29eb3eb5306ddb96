import { z } from 'zod';
import { Id } from './fields.js';

/** Every code that a client can meet, with its status and title (RFC 9457). The codes are stable. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_pin: { status: 400, title: 'Wrong PIN' },
  unauthorized: { status: 401, title: 'Credentials are missing or not valid' },
  invalid_dpop_proof: { status: 401, title: 'The DPoP proof is not valid' },
  forbidden: { status: 403, title: 'Not allowed' },
  passkey_required: { status: 403, title: 'A fresh touch of a passkey is needed' },
  other_network: { status: 403, title: 'The device is in another network' },
  not_found: { status: 404, title: 'Not found' },
  token_not_found: { status: 404, title: 'No pairing has this token' },
  code_not_found: { status: 404, title: 'No device shows this code' },
  setup_key_not_found: { status: 404, title: 'There is no such setup key' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  pin_required: { status: 409, title: 'This takes the PIN on the device’s screen' },
  already_connected: { status: 409, title: 'A device has already used this token' },
  invalid_transition: { status: 409, title: 'The pairing is not in a state that allows this' },
  attempts_exceeded: { status: 409, title: 'Too many wrong PINs' },
  ip_conflict: { status: 409, title: 'Another device has this IP address' },
  device_limit: { status: 409, title: 'The device limit is reached' },
  identity_mismatch: { status: 409, title: 'The device does not prove the identity of this node' },
  setup_key_used_up: { status: 409, title: 'The setup key has been used as often as it may be' },
  webhook_limit: { status: 409, title: 'The owner has as many webhooks as it may have' },
  not_registered_yet: { status: 409, title: 'The device is not registered yet' },
  passkeys_unavailable: { status: 409, title: 'Passkeys cannot be used at this address' },
  conflict: { status: 409, title: 'Changed by somebody else at the same time; try again' },
  token_expired: { status: 410, title: 'The pairing has expired' },
  already_claimed: { status: 410, title: 'The tokens have been claimed' },
  setup_key_ended: { status: 410, title: 'The setup key has expired or was revoked' },
  node_removed: { status: 410, title: 'No node has this key: it was removed, or has never joined' },
  cursor_expired: { status: 410, title: 'The cursor is from before a restore; start again without it' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  misdirected_request: { status: 421, title: 'The request is for another host' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something went wrong here' },
  service_unavailable: { status: 503, title: 'A service is not reachable; try again' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One field of the request and what is wrong with it; `field` is a dotted path, `body` for the whole. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** A device of the owner that another one meets, as at its address. */
export const ExistingDevice = z.object({ id: Id, name: z.string() }).meta({ id: 'ExistingDevice' });
export type ExistingDevice = z.infer<typeof ExistingDevice>;

/** Who has the address of a device that is refused with `ip_conflict` while its pairing stays open. */
export const AddressConflict = z.object({
  ip: z.string().describe('With `existingDevice`: the address'),
  existingDevice: ExistingDevice.describe(
    'Who has the address of a device whose PIN was right; its pairing is open still',
  ),
  existingDevices: z.array(ExistingDevice).readonly().describe('All who have it, 20 at most'),
});
export type AddressConflict = Readonly<z.infer<typeof AddressConflict>>;

/** The body of an `application/problem+json` answer. */
export const Problem = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .readonly()
      .optional(),
    attemptsLeft: z.int().optional(),
    count: z.int().optional().describe('How many nodes match now, where it is not what was said'),
    ...AddressConflict.partial().shape,
  })
  .meta({ id: 'Problem', description: 'RFC 9457, with a stable `code`' });
export type Problem = Readonly<z.infer<typeof Problem>>;

/** What a client must find before it takes an answer for a `Problem`; a later code is none that it knows. */
export const ProblemShape = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
