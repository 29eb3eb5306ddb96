import { z } from 'zod';

/**
 * The copy of the event stream that auditors read. It has another name than its origin: what JetStream says of the one
 * is then never a request about the other.
 */
export const AUDIT_STREAM = 'AUDIT_EVENTS';

/** The prefix of JetStream's API under which the copy's account asks for the origin, and nothing else of it. */
export const ORIGIN_API = 'meshpair.origin';

/** Where the origin's events come to in the copy's account. */
export const ORIGIN_DELIVERY = 'meshpair.copied';

/** The prefix of JetStream's API as an auditor asks it, of its own consumer. */
export const AUDITOR_API = 'meshpair.audit';

/** What an operator calls an auditor: lower case letters, digits and hyphens, 32 at most. */
export const AuditorName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'must be 1 to 32 of a-z, 0-9 and, within, hyphens');

/** An auditor's login, and the name of its account of NATS and of its durable consumer. */
export const auditorLogin = (name: string): string => `auditor-${name}`;

/** A plain NATS message of the keeper's after each look at the copy, for metrics. At most once. */
export const COPY_STATE_SUBJECT = 'meshpair.copystate';

/** How the copy stands to its origin: how many events it lacks, and whether it comes no nearer. */
export const CopyState = z.strictObject({ lag: z.int().min(0), isStalled: z.boolean() });
export type CopyState = z.infer<typeof CopyState>;
