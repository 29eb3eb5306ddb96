import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import {
  isNotified,
  type PushObstacle,
  pushObstacle,
  readPush,
  turnPushOff,
  turnPushOn,
} from '../state/push.js';
import { webhooks } from '../state/settings.js';
import { Act } from './parts.js';

const OBSTACLES: Readonly<Record<PushObstacle, string>> = {
  insecure: 'Browsers allow notifications over HTTPS only: give the mesh a name and a certificate first.',
  browser:
    'This browser has no push notifications. On an iPhone or iPad, add the console to the home screen.',
  denied: 'Notifications of this page are blocked in the browser’s settings.',
  off: 'They are turned off for this mesh: its operator sets WEB_PUSH_CONTACT.',
  service: 'The browser’s push service can’t be reached.',
};

/** Whether this browser says so when a device wants to join. */
export function PushSettings(): VNode {
  useEffect(() => void Promise.all([webhooks.read(), readPush()]), []);
  const obstacle = pushObstacle.value;
  return (
    <section class="panel setting" aria-labelledby="push-title">
      <h2 id="push-title">Notifications in this browser</h2>
      <p class="hint">When a device wants to join, even while the console is closed.</p>
      <div role="status">{obstacle !== undefined && <p class="empty">{OBSTACLES[obstacle]}</p>}</div>
      {isNotified.value && (
        <Act
          label="Turn off"
          of="notifications"
          act={turnPushOff}
          said="This browser is no longer notified."
        />
      )}
      {!isNotified.value && (obstacle === undefined || obstacle === 'service') && (
        <Act
          label="Turn on"
          of="notifications"
          act={turnPushOn}
          said="This browser is notified from now on."
        />
      )}
    </section>
  );
}
