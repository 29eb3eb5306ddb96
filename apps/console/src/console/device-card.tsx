import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Pairing } from '@meshpair/client';
import { freshAge, permissionOfDevice } from '@meshpair/words';
import { holdersWords } from '../rules/address-choice.js';
import { announce } from '../state/announcements.js';
import { now } from '../state/clock.js';
import { Countdown } from './countdown.js';
import { DeviceWarnings, useWarnings } from './device-warnings.js';
import { Icon, nodeIcon } from './icon.js';
import { PinForm } from './pin-form.js';

/** The device that used the code: who it says it is, what it will get, and the owner's decision. */
export function DeviceCard({ view }: { readonly view: Pairing }): VNode | null {
  const { device, connectedAt } = view;
  const name = device?.name ?? '';
  const existing = view.existingDevices ?? [];
  const { first, since } = useWarnings(view);
  const taken = existing.length > 0 ? ` ${holdersWords(existing)}.` : '';
  useEffect(() => {
    announce(`${name} wants to join.${taken} Type the PIN that it shows.`);
    const title = document.title;
    document.title = `${name} wants to join`;
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
          <h2 id="pair-title">
            <bdi>{device.name}</bdi> wants to join
          </h2>
        </div>
        <dl class="facts">
          <dt>Platform</dt>
          <dd dir="auto">{device.platform ?? 'not told'}</dd>
          <dt>IP address</dt>
          <dd class="mono" dir="ltr">
            {device.ip}
          </dd>
          <dt>Connected</dt>
          <dd>{connectedAt === null ? 'just now' : freshAge(connectedAt, now.value)}</dd>
          <dt>It may then</dt>
          <dd>
            <ul class="plain">
              {view.permissions.map((scope) => (
                <li key={scope}>{permissionOfDevice(scope)}</li>
              ))}
            </ul>
          </dd>
        </dl>
        <DeviceWarnings warnings={first} />
      </div>
      <div class="device-decide">
        <PinForm deviceName={device.name} existing={existing} />
        <DeviceWarnings warnings={since} />
        <Countdown life={view} />
      </div>
    </div>
  );
}
