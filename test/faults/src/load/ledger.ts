/** What a flow sets out to do. */
export const PLANS = ['pair', 'mistype', 'guess', 'deny', 'cancel', 'share-address'] as const;
export type Plan = (typeof PLANS)[number];

/** Everything that the load was told about one pairing. */
export interface FlowRecord {
  readonly plan: Plan;
  readonly ownerId: string;
  readonly ownerKey: string;
  pairingId?: string;
  /** A verify was answered 200: the state that it named last. */
  verified?: 'PinVerified' | 'DeviceRegistered';
  /** What each wrong PIN that was judged had left. */
  readonly attemptsLeft: number[];
  /** Whether the right PIN was ever sent. */
  triedRightPin?: boolean;
  /** The deny or the cancel was answered 200. */
  endedBy?: 'denied' | 'cancelled';
  claimed?: { readonly nodeId: string; readonly sessionToken: string; readonly peerToken: string };
  /** How the flow went out. */
  end?: string;
}

/** An answer that should not have been. */
export interface BadAnswer {
  readonly step: string;
  readonly pairingId: string | undefined;
  readonly what: string;
}

/** What the load has done and heard. */
export class Ledger {
  readonly flows: FlowRecord[] = [];
  readonly badAnswers: BadAnswer[] = [];
  readonly answersByStatus = new Map<string, number>();
  requests = 0;
  /** Requests whose gateway died or was paused meanwhile. */
  excused = 0;
  longestMs = 0;
  /** From the verify's answer to the claimed tokens. */
  longestClaimMs = 0;

  count(answer: string): void {
    this.answersByStatus.set(answer, (this.answersByStatus.get(answer) ?? 0) + 1);
  }
}
