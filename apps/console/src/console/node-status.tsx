import type { VNode } from 'preact';
import type { Node } from '@meshpair/client';
import { STATUS_NAMES } from '@meshpair/words';
import { TimeAgo } from './time-ago.js';

/** Whether a node is there, or when it was seen. */
export function LastSeen({ node: { lastSeenAt, status } }: { readonly node: Node }): VNode {
  if (lastSeenAt === null) return <span>Not seen yet</span>;
  if (status === 'online')
    return (
      <span class="seen-now">
        <span class="dot" aria-hidden="true" />
        {STATUS_NAMES.online}
      </span>
    );
  return (
    <span>
      <span class="seen-word">Seen </span>
      <TimeAgo time={lastSeenAt} />
    </span>
  );
}

/** How a node stands with its token, where that is worth a look. */
export function StatusMark({ node: { status, peerTokenExpiresAt } }: { readonly node: Node }): VNode | null {
  if (status === undefined || status === 'online' || status === 'seen') return null;
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
