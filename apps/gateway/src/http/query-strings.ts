import { z } from 'zod';
import { AuditEventType, Cursor, Id, PageLimit } from '@meshpair/contracts';

export const StartQuery = z.strictObject({
  qr: z.literal('svg').optional(),
  address: z.string().max(2048).optional(),
});
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
  type: AuditEventType.optional(),
  last: z.coerce.number().int().min(0).max(500).optional(),
}).refine(({ after, last }) => after === undefined || last === undefined, {
  message: 'give either after or last',
  path: ['last'],
});
export type AuditQuery = z.infer<typeof AuditQuery>;
