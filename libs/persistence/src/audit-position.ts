/** A place in the audit trail: the writing transaction, then the row. As text: `<transaction>-<position>`. */
export interface AuditPosition {
  readonly transactionId: string;
  readonly position: string;
}

const FORM = /^(\d{1,19})-(\d{1,18})$/;

export const auditPosition = ({ transactionId, position }: AuditPosition): string =>
  `${transactionId}-${position}`;

/** Undefined when the text is not a position of ours. */
export function parseAuditPosition(text: string): AuditPosition | undefined {
  const [, transactionId, position] = FORM.exec(text) ?? [];
  return transactionId === undefined || position === undefined ? undefined : { transactionId, position };
}
