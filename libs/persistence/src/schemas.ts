export type SchemaName = 'pairing' | 'registry' | 'audit' | 'webhooks';

/** The schemas, each of one service, in the order in which they are made. */
export const SCHEMAS: readonly SchemaName[] = ['pairing', 'registry', 'audit', 'webhooks'];
