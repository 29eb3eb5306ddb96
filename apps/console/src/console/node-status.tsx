import type { VNode } from 'preact';
import type { Node } from '@meshpair/client';
import { t } from '../state/language.js';
import { TimeAgo } from './time-ago.js';

/** Whether a node is there, or when it was seen. */
export function LastSeen({ node: { lastSeenAt, status } }: { readonly node: Node }): VNode {
  if (lastSeenAt === null) return <span>{t('node.notSeen')}</span>;
  if (status === 'online')
    return (
      <span class="seen-now">
        <span class="dot" aria-hidden="true" />
        {t('status.online')}
      </span>
    );
  return (
    <span>
      {t.rich('node.seen', {
        word: (inside) => <span class="seen-word">{inside}</span>,
        when: () => <TimeAgo time={lastSeenAt} />,
      })}
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
