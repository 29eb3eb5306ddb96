/** Stands for every node, tagged or not. */
export const ANY_TAG = '*';

/** Nodes tagged `from` see nodes tagged `to`; either may be `ANY_TAG`. */
export interface PeerRule {
  readonly from: string;
  readonly to: string;
}

/** Which peers the nodes of a mesh see: what no rule allows, none does. */
export interface PeerPolicy {
  readonly rules: readonly PeerRule[];
}

export const MAX_PEER_RULES = 32;

/** What holds until an owner says otherwise: all see all. */
export const ALL_SEE_ALL: PeerPolicy = { rules: [{ from: ANY_TAG, to: ANY_TAG }] };

/** Whom a node with these tags sees: everybody, or the nodes with one of the tags. */
export function seenBy(from: readonly string[], { rules }: PeerPolicy): 'all' | readonly string[] {
  const seen = rules.filter((rule) => rule.from === ANY_TAG || from.includes(rule.from)).map(({ to }) => to);
  return seen.includes(ANY_TAG) ? 'all' : seen;
}

/** Whether a node with some tags sees one with others. */
export function sees(from: readonly string[], to: readonly string[], policy: PeerPolicy): boolean {
  const seen = seenBy(from, policy);
  return seen === 'all' || to.some((tag) => seen.includes(tag));
}
