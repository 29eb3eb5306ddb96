import type { VNode } from 'preact';
import type { Node } from '@meshpair/client';
import { relativeTime, STATUS_NAMES } from '@meshpair/words';
import { now } from '../state/clock.js';
import { TimeAgo } from './time-ago.js';

/** When a node was seen; a dot while that is now. */
export function LastSeen({ node: { lastSeenAt } }: { readonly node: Node }): VNode {
  if (lastSeenAt === null) return <span>Not seen yet</span>;
  const isFresh = relativeTime(lastSeenAt, now.value) === 'just now';
  return (
    <span class={isFresh ? 'seen-now' : undefined}>
      {isFresh && <span class="dot" aria-hidden="true" />}
      <span class="seen-word">Seen </span>
      <TimeAgo time={lastSeenAt} />
    </span>
  );
}

/** How a node stands with its token, where that is worth a look. */
export function StatusMark({ node: { status, peerTokenExpiresAt } }: { readonly node: Node }): VNode | null {
  if (status === undefined || status === 'active') return null;
  return (
    <span class={`mark-status mark-${status}`}>
      {status === 'expiring' && typeof peerTokenExpiresAt === 'string' ? (
        <>
          <span class="long-words">
            Token ends <TimeAgo time={peerTokenExpiresAt} />
          </span>
          <span class="short-words">{STATUS_NAMES[status]}</span>
        </>
      ) : (
        STATUS_NAMES[status]
      )}
    </span>
  );
}
