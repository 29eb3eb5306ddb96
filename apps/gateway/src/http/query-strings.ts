import { Cursor, EVENT_TYPES, Id, PageLimit } from '@meshpair/contracts';
import { z } from 'zod';

export const StartQuery = z.strictObject({ qr: z.literal('svg').optional() });
export type StartQuery = z.infer<typeof StartQuery>;

/** `wait=0`: do not wait for the registry. */
export const VerifyQuery = z.strictObject({ wait: z.enum(['0', '1']).optional() });
export type VerifyQuery = z.infer<typeof VerifyQuery>;

export const PageQuery = z.strictObject({ after: Cursor.optional(), limit: PageLimit });
export type PageQuery = z.infer<typeof PageQuery>;

export const PairingsQuery = PageQuery.extend({ state: z.literal('open').optional() });
export type PairingsQuery = z.infer<typeof PairingsQuery>;

export const AuditQuery = PageQuery.extend({
  pairingId: Id.optional(),
  type: z.enum(EVENT_TYPES).optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
