import type { VNode } from 'preact';
import type { NodeDetails } from '@meshpair/client';
import { languageOfSettings, t } from '../state/language.js';
import { Fact } from './fact.js';

/** How a node is reached in a tunnel, and whether an agent keeps it in the mesh; what it has told of itself. */
export const DeviceTunnel = ({ node }: { readonly node: NodeDetails }): VNode => (
  <div {...languageOfSettings()}>
    <h3>{t('tunnel.title')}</h3>
    <dl class="fact-list">
      <Fact name={t('tunnel.agent')}>{t(agentState(node))}</Fact>
      <Fact name={t('tunnel.address')}>
        <bdi class="mono">{node.tunnelAddress}</bdi>
      </Fact>
      <Fact name={t('tunnel.key')}>
        {node.wireguardKey === null ? t('tunnel.none') : <bdi class="mono">{node.wireguardKey}</bdi>}
      </Fact>
      <Fact name={t('tunnel.endpoints')}>
        {node.endpoints.length === 0
          ? t('tunnel.none')
          : node.endpoints.map((endpoint) => (
              <div key={endpoint}>
                <bdi class="mono">{endpoint}</bdi>
              </div>
            ))}
      </Fact>
    </dl>
  </div>
);

/** An agent tells a key; whoever does not may have a program of another kind, or none. */
function agentState({
  wireguardKey,
  status,
}: NodeDetails): 'tunnel.noAgent' | 'tunnel.agentUp' | 'tunnel.agentAway' {
  if (wireguardKey === null) return 'tunnel.noAgent';
  return status === 'online' ? 'tunnel.agentUp' : 'tunnel.agentAway';
}
