import { z } from 'zod';
import { AUDIT_ORDERS, AuditEventType, Cursor, Id, PageLimit, Timestamp } from '@meshpair/contracts';

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

/** Which events of a trail: all that is given must hold. */
const AuditFilter = z.strictObject({
  /** Whose trail: for an auditor who may read several. */
  ownerId: Id.optional(),
  pairingId: Id.optional(),
  type: AuditEventType.optional(),
  /** What the event is about, or tells of. */
  nodeId: Id.optional(),
  /** Who did it: `owner`, `device`, `operator` or `mesh`; or the id of a key, or of a node. */
  actor: Id.optional(),
  /** At that time or later. */
  since: Timestamp.optional(),
  /** Before that time. */
  until: Timestamp.optional(),
});

export const AuditQuery = PageQuery.extend({
  ...AuditFilter.shape,
  last: z.coerce.number().int().min(0).max(500).optional(),
  order: z.enum(AUDIT_ORDERS).optional(),
})
  .refine(({ after, last }) => after === undefined || last === undefined, {
    message: 'give either after or last',
    path: ['last'],
  })
  .refine(({ last, order }) => last === undefined || order === undefined, {
    message: 'is for pages: the last are told oldest first',
    path: ['order'],
  });
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditExportQuery = AuditFilter.extend({
  format: z.enum(['ndjson', 'csv', 'signed']),
}).superRefine(({ format, ...filter }, context) => {
  if (format !== 'signed') return;
  for (const name of Object.keys(filter).filter((each) => each !== 'ownerId'))
    context.addIssue({
      code: 'custom',
      path: [name],
      message: 'is not for a signed export: the chain has every event',
    });
});
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;
