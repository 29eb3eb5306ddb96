import type { ComponentChildren, VNode } from 'preact';
import type { NodeDetails } from '@meshpair/client';
import { STATUS_NAMES } from '@meshpair/words';
import { DevicePermissions } from './device-permissions.js';
import { DeviceTags } from './device-tags.js';
import { Moment, TimeAgo } from './time-ago.js';

interface FactProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

const Fact = ({ name, children }: FactProps): VNode => (
  <div class="fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const timeOr = (time: string | null, none: string): VNode | string =>
  time === null ? none : <TimeAgo time={time} />;

/** What is known of a node, and what lets it in. */
export function DeviceFacts({ node }: { readonly node: NodeDetails }): VNode {
  const isHost = node.role === 'host';
  return (
    <section class="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">Details</h2>
      <dl class="fact-list">
        <Fact name="Status">{STATUS_NAMES[node.status ?? 'seen']}</Fact>
        <Fact name="Last seen">{timeOr(node.lastSeenAt, isHost ? 'It is this machine' : 'Not yet')}</Fact>
        <Fact name="IP address">
          <bdi class="mono">{node.ip}</bdi>
        </Fact>
        <Fact name="Port">{node.port === null ? 'not told' : node.port}</Fact>
        <Fact name="Platform">
          <bdi>{node.platform ?? 'not told'}</bdi>
        </Fact>
        <Fact name={isHost ? 'Set up' : 'Paired'}>
          <TimeAgo time={node.createdAt} />
        </Fact>
        <Fact name="Changed">
          <TimeAgo time={node.updatedAt} />
        </Fact>
        <Fact name="Node ID">
          <bdi class="mono">{node.id}</bdi>
        </Fact>
      </dl>
      <DeviceTags key={`tags ${node.tags.join(' ')}`} node={node} />
      <DevicePermissions key={node.permissions.join(' ')} node={node} />
      {!isHost && <DeviceCredentials node={node} />}
    </section>
  );
}

/** Times only: the tokens themselves are on the device. */
const DeviceCredentials = ({ node: { peerTokens, sessions } }: { readonly node: NodeDetails }): VNode => (
  <>
    <h3>Peer token</h3>
    {peerTokens.length === 0 && (
      <p class="soft">None that holds. The device can ask for a new one while its session lasts.</p>
    )}
    {peerTokens.map(({ id, issuedAt, expiresAt }) => (
      <p key={id} class="credential">
        Issued <Moment time={issuedAt} />, ends <Moment time={expiresAt} />
      </p>
    ))}
    <h3>Session</h3>
    {sessions.length === 0 && <p class="soft">None. To come back, the device must be paired again.</p>}
    {sessions.map(({ id, createdAt, lastUsedAt, expiresAt }) => (
      <p key={id} class="credential">
        Begun <Moment time={createdAt} />, {lastUsedAt === null ? 'not used yet' : 'last used '}
        {lastUsedAt !== null && <TimeAgo time={lastUsedAt} />}; without use it ends{' '}
        <Moment time={expiresAt} />
      </p>
    ))}
  </>
);
