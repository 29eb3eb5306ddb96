import type { VNode } from 'preact';
import type { ConsoleSession } from '@meshpair/client';
import { named } from '../console/tags.js';
import { t } from '../state/language.js';

/** How the mesh is reached, and the limits that its operator has set. */
export const MeshSettings = ({ session }: { readonly session: ConsoleSession }): VNode => {
  const { devices, pairingSeconds, pinAttempts, peerTokenDays, eventDays } = session.limits;
  const limits = [
    [t('mesh.devices'), t('mesh.devicesAre', { count: devices })],
    [t('mesh.code'), codeLasts(pairingSeconds)],
    [t('mesh.pin'), t('mesh.pinTries', { count: pinAttempts })],
    [t('mesh.peerToken'), t('mesh.days', { count: peerTokenDays })],
    [t('mesh.events'), t('mesh.days', { count: eventDays })],
  ] as const;
  return (
    <section class="panel setting" aria-labelledby="mesh-title">
      <h2 id="mesh-title">{t('mesh.title')}</h2>
      <p class="hint">
        {t.rich('mesh.hint', { mesh: session.mesh.name, bdi: named, version: session.version })}
      </p>
      <ul class="setting-rows">
        {session.addresses.map(({ url, kind, interface: by }) => (
          <li key={url} class="setting-row">
            <div class="setting-words">
              <p class="setting-name mono">{url}</p>
              <p class="setting-line">
                {by === null
                  ? t(`address.${kind}`)
                  : t('mesh.by', { kind: t(`address.${kind}`), interface: by })}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <h3 class="setting-part">{t('mesh.limits')}</h3>
      <dl class="mesh-limits">
        {limits.map(([what, value]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};

const codeLasts = (seconds: number): string =>
  seconds % 60 === 0 ? t('mesh.minutes', { count: seconds / 60 }) : t('mesh.seconds', { count: seconds });
