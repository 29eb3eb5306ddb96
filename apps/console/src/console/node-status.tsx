import type { VNode } from 'preact';
import type { Node } from '@meshpair/client';
import { isJustNow } from '@meshpair/words';
import { now } from '../state/clock.js';
import { t } from '../state/language.js';
import { TimeAgo } from './time-ago.js';

/** When a node was seen; a dot while that is now. */
export function LastSeen({ node: { lastSeenAt } }: { readonly node: Node }): VNode {
  if (lastSeenAt === null) return <span>{t('node.notSeen')}</span>;
  const isFresh = isJustNow(lastSeenAt, now.value);
  return (
    <span class={isFresh ? 'seen-now' : undefined}>
      {isFresh && <span class="dot" aria-hidden="true" />}
      {t.rich('node.seen', {
        word: (inside) => <span class="seen-word">{inside}</span>,
        when: () => <TimeAgo time={lastSeenAt} />,
      })}
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
            {t.rich('node.tokenEnds', { when: () => <TimeAgo time={peerTokenExpiresAt} /> })}
          </span>
          <span class="short-words">{t(`status.${status}`)}</span>
        </>
      ) : (
        t(`status.${status}`)
      )}
    </span>
  );
}
