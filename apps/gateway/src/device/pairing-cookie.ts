import { z } from 'zod';
import { Id, Pin, Secret } from '@meshpair/contracts';

/** What a device's browser keeps of the pairing that it is in. */
const WaitingDevice = z.strictObject({
  pairingId: Id,
  claimSecret: Secret,
  pin: Pin,
  /** SHA-256 of the join token, base64url: tells this pairing's link from another. */
  tokenDigest: Secret,
  /** Seconds since 1970. */
  expiresAt: z.coerce.number().int().min(0).max(9_999_999_999),
});
export type WaitingDevice = z.infer<typeof WaitingDevice>;

const FIELDS = ['pairingId', 'claimSecret', 'pin', 'tokenDigest', 'expiresAt'] as const;

/** The cookie's text: its fields with dots, a sign that none of them can have. */
export const writeWaitingDevice = (device: WaitingDevice): string =>
  FIELDS.map((field) => device[field]).join('.');

/** The device of a cookie's text; undefined when anything about it is odd. */
export function readWaitingDevice(text: string | undefined): WaitingDevice | undefined {
  const parts = text?.split('.') ?? [];
  if (parts.length !== FIELDS.length) return undefined;
  const fields = Object.fromEntries(FIELDS.map((field, index) => [field, parts[index]]));
  return WaitingDevice.safeParse(fields).data;
}
