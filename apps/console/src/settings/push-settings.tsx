import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../state/language.js';
import { isNotified, pushObstacle, readPush, turnPushOff, turnPushOn } from '../state/push.js';
import { webhooks } from '../state/settings.js';
import { Act } from './parts.js';

/** Whether this browser says so when a device wants to join. */
export function PushSettings(): VNode {
  useEffect(() => void Promise.all([webhooks.read(), readPush()]), []);
  const obstacle = pushObstacle.value;
  return (
    <section class="panel setting" aria-labelledby="push-title">
      <h2 id="push-title">{t('push.title')}</h2>
      <p class="hint">{t('push.hint')}</p>
      <div role="status">{obstacle !== undefined && <p class="empty">{t(`push.${obstacle}`)}</p>}</div>
      {isNotified.value && (
        <Act label={t('act.off')} of={t('push.of')} act={turnPushOff} said={t('push.isOff')} />
      )}
      {!isNotified.value && (obstacle === undefined || obstacle === 'service') && (
        <Act label={t('act.on')} of={t('push.of')} act={turnPushOn} said={t('push.isOn')} />
      )}
    </section>
  );
}
