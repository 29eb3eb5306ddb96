/** A place in the audit trail: the writing transaction, then the row. As text: `<epoch>.<transaction>-<position>`. */
export interface AuditPosition {
  readonly transactionId: string;
  readonly position: string;
}

/** A place in one history of the database; a restore begins another one. */
export interface AuditCursor extends AuditPosition {
  /** Undefined in a cursor of before there were epochs. */
  readonly epoch: string | undefined;
}

const FORM = /^(?:([0-9a-f]{32})\.)?(\d{1,19})-(\d{1,18})$/;

export const auditCursor = (epoch: string, { transactionId, position }: AuditPosition): string =>
  `${epoch}.${transactionId}-${position}`;

/** Undefined when the text is not a cursor of ours. */
export function parseAuditCursor(text: string): AuditCursor | undefined {
  const [, epoch, transactionId, position] = FORM.exec(text) ?? [];
  return transactionId === undefined || position === undefined
    ? undefined
    : { epoch, transactionId, position };
}
