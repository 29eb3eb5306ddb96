import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Pairing } from '@meshpair/client';
import { freshAge, permissionWords } from '@meshpair/words';
import { holdersWords } from '../rules/address-choice.js';
import { announce } from '../state/announcements.js';
import { now } from '../state/clock.js';
import { t } from '../state/language.js';
import { Decision } from './codes.js';
import { Countdown } from './countdown.js';
import { DeviceWarnings, useWarnings } from './device-warnings.js';
import { Icon, nodeIcon } from './icon.js';
import { PinForm } from './pin-form.js';
import { mono, named } from './tags.js';

/** The device that used the code: who it says it is, what it will get, and the owner's decision. */
export function DeviceCard({ view }: { readonly view: Pairing }): VNode | null {
  const { device, connectedAt } = view;
  const name = device?.name ?? '';
  const existing = view.existingDevices ?? [];
  const { first, since } = useWarnings(view);
  const taken = holdersWords(t, existing);
  useEffect(() => {
    announce(
      view.approval
        ? t('card.pageTitle', { name })
        : taken === ''
          ? t('card.said', { name })
          : t('card.saidTaken', { name, taken }),
    );
    const title = document.title;
    document.title = t('card.pageTitle', { name });
    return () => void (document.title = title);
  }, [name, taken]);
  if (!device) return null;
  return (
    <div class="device">
      <div class="device-who">
        <div class="device-head">
          <span class="badge">
            <Icon name={nodeIcon('device', device.platform)} />
          </span>
          <h2 id="pair-title">{t.rich('card.title', { name, bdi: named })}</h2>
        </div>
        <dl class="facts">
          <dt>{t('card.platform')}</dt>
          <dd>
            <bdi>{device.platform ?? t('card.unknown')}</bdi>
          </dd>
          <dt>{t('card.ip')}</dt>
          <dd>{mono(device.ip)}</dd>
          <dt>{t('card.connected')}</dt>
          <dd>{connectedAt === null ? t('time.justNow') : freshAge(t, connectedAt, now.value)}</dd>
          <dt>{t('card.permissions')}</dt>
          <dd>
            <ul class="plain">
              {view.permissions.map((scope) => (
                <li key={scope}>{permissionWords(t, scope)}</li>
              ))}
            </ul>
          </dd>
        </dl>
        <DeviceWarnings warnings={first} />
      </div>
      <div class="device-decide">
        {(view.approval ?? view.otherNetwork) ? (
          <Decision view={view} existing={existing} />
        ) : (
          <PinForm deviceName={device.name} existing={existing} />
        )}
        <DeviceWarnings warnings={since} />
        <Countdown life={view} />
      </div>
    </div>
  );
}
