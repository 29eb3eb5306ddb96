import type { VNode } from 'preact';
import type { NodeDetails } from '@meshpair/client';
import { Moment, TimeAgo } from '../console/time-ago.js';
import { t } from '../state/language.js';
import { DevicePermissions } from './device-permissions.js';
import { DeviceTags } from './device-tags.js';
import { DeviceTunnel } from './device-tunnel.js';
import { Fact } from './fact.js';

const timeOr = (time: string | null, none: string): VNode | string =>
  time === null ? none : <TimeAgo time={time} />;

/** What is known of a node, and what lets it in. */
export function DeviceFacts({ node }: { readonly node: NodeDetails }): VNode {
  const isHost = node.role === 'host';
  return (
    <section class="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">{t('node.details')}</h2>
      <dl class="fact-list">
        <Fact name={t('page.status')}>{t(`status.${node.status ?? 'seen'}`)}</Fact>
        <Fact name={t('page.lastSeen')}>
          {timeOr(node.lastSeenAt, t(isHost ? 'page.thisMachine' : 'page.notYet'))}
        </Fact>
        <Fact name={t('page.ip')}>
          <bdi class="mono">{node.ip}</bdi>
        </Fact>
        <Fact name={t('page.port')}>{node.port === null ? t('page.unknown') : node.port}</Fact>
        <Fact name={t('page.platform')}>
          <bdi>{node.platform ?? t('page.unknown')}</bdi>
        </Fact>
        <Fact name={t(isHost ? 'node.setUp' : 'node.paired')}>
          <TimeAgo time={node.createdAt} />
        </Fact>
        <Fact name={t('page.changed')}>
          <TimeAgo time={node.updatedAt} />
        </Fact>
        <Fact name={t('page.id')}>
          <bdi class="mono">{node.id}</bdi>
        </Fact>
      </dl>
      <DeviceTunnel node={node} />
      <DeviceTags key={`tags ${node.tags.join(' ')}`} node={node} />
      <DevicePermissions key={node.permissions.join(' ')} node={node} />
      {!isHost && <DeviceCredentials node={node} />}
    </section>
  );
}

/** Times only: the tokens themselves are on the device. */
const DeviceCredentials = ({ node: { peerTokens, sessions } }: { readonly node: NodeDetails }): VNode => (
  <>
    <h3>{t('page.peerToken')}</h3>
    {peerTokens.length === 0 && <p class="soft">{t('page.noPeerToken')}</p>}
    {peerTokens.map(({ id, issuedAt, expiresAt }) => (
      <p key={id} class="credential">
        {t.rich('page.tokenLife', {
          issued: () => <Moment time={issuedAt} />,
          ends: () => <Moment time={expiresAt} />,
        })}
      </p>
    ))}
    <h3>{t('page.session')}</h3>
    {sessions.length === 0 && <p class="soft">{t('page.noSession')}</p>}
    {sessions.map(({ id, createdAt, lastUsedAt, expiresAt }) => (
      <p key={id} class="credential">
        {t.rich(lastUsedAt === null ? 'page.sessionUnused' : 'page.sessionLife', {
          began: () => <Moment time={createdAt} />,
          used: () => <TimeAgo time={lastUsedAt ?? createdAt} />,
          ends: () => <Moment time={expiresAt} />,
        })}
      </p>
    ))}
  </>
);
