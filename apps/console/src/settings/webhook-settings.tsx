import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Webhook, WebhookDelivery } from '@meshpair/client';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { gateway } from '../api/client.js';
import { TimeAgo } from '../console/time-ago.js';
import { t } from '../state/language.js';
import { reportTrouble } from '../state/session.js';
import { change, webhooks } from '../state/settings.js';
import { Act, type Field, Make, Row, Section, ShownOnce } from './parts.js';

const SHAPES = {
  ntfy: () => 'ntfy',
  gotify: () => 'Gotify',
  slack: () => t('webhooks.slack'),
  cloudevents: () => t('webhooks.program'),
} as const;

const SHAPE_NAMES = { ...SHAPES, webpush: () => t('webhooks.browser') } as const;

type Shape = keyof typeof SHAPES;

/** A type of a later version is shown as it is. */
const eventName = (type: string): string => {
  const known = ALL_EVENT_TYPES.find((each) => each === type);
  return known === undefined ? type : t(`event.${known}`);
};

/** Who is told what happens. */
export function WebhookSettings(): VNode {
  const [secret, setSecret] = useState<string>();
  const make = async (field: Field): Promise<object> => {
    const shape = field('shape') as Shape;
    const token = field('token');
    const body = {
      url: field('url'),
      shape,
      ...(token !== '' && { token }),
      ...(field('events') === 'joined' && { events: ['DeviceRegistered' as const] }),
    };
    const outcome = await change(gateway.POST('/webhooks', { body }), webhooks);
    setSecret(shape === 'cloudevents' ? outcome.value?.secret : undefined);
    return outcome;
  };
  return (
    <Section
      id="webhooks"
      title={t('webhooks.title')}
      hint={t('webhooks.hint')}
      list={webhooks}
      none={t('webhooks.none')}
      row={(webhook) => <WebhookRow key={webhook.id} webhook={webhook} />}
    >
      {secret !== undefined && <ShownOnce label={t('webhooks.secret')} secret={secret} />}
      <Make title={t('webhooks.addOne')} button={t('webhooks.add')} send={make}>
        <label>
          {t('webhooks.to')}
          <select name="shape">
            {Object.entries(SHAPES).map(([shape, name]) => (
              <option key={shape} value={shape}>
                {name()}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('webhooks.address')}
          <input name="url" type="url" required dir="ltr" placeholder="https://ntfy.sh/my-topic" />
        </label>
        <label>
          {t('webhooks.token')}
          <input name="token" type="password" dir="ltr" autocomplete="off" />
        </label>
        <label>
          {t('webhooks.what')}
          <select name="events">
            <option value="joined">{t('webhooks.joined')}</option>
            <option value="all">{t('webhooks.all')}</option>
          </select>
        </label>
      </Make>
    </Section>
  );
}

function WebhookRow({ webhook }: { readonly webhook: Webhook }): VNode {
  const { id, url, shape, enabled, disabledReason, events, failingSince } = webhook;
  const path = { params: { path: { id } } };
  const { host } = new URL(url);
  const told =
    events.length === 0
      ? t('webhooks.everything')
      : new Intl.ListFormat(t.locale, { type: 'unit' }).format(events.map(eventName));
  const turn = (): ReturnType<typeof change> =>
    change(gateway.PATCH('/webhooks/{id}', { ...path, body: { enabled: !enabled } }), webhooks);
  return (
    <Row
      name={<bdi>{host}</bdi>}
      isOver={!enabled}
      line={
        <>
          {t.rich('webhooks.line', {
            shape: SHAPE_NAMES[shape](),
            told,
            off: disabledReason ?? 'no',
            fails: failingSince === null ? 'no' : 'yes',
            when: () => failingSince !== null && <TimeAgo time={failingSince} />,
          })}
          <WebhookLog id={id} />
        </>
      }
    >
      <Act
        label={t('act.test')}
        of={host}
        act={() => change(gateway.POST('/webhooks/{id}/test', path), webhooks)}
        said={t('webhooks.tested', { host })}
      />
      <Act
        label={t(enabled ? 'act.off' : 'act.on')}
        of={host}
        act={turn}
        said={t(enabled ? 'webhooks.off' : 'webhooks.on', { host })}
      />
      <Act
        label={t('act.remove')}
        of={host}
        isFinal
        act={() => change(gateway.DELETE('/webhooks/{id}', path), webhooks)}
        said={t('webhooks.removed', { host })}
      />
    </Row>
  );
}

/** The last deliveries of a webhook, read when somebody looks. */
function WebhookLog({ id }: { readonly id: string }): VNode {
  const [log, setLog] = useState<readonly WebhookDelivery[]>();
  const read = async (isOpen: boolean): Promise<void> => {
    if (!isOpen) return;
    const query = { limit: 20 };
    const answer = await reportTrouble(
      gateway.GET('/webhooks/{id}/deliveries', { params: { path: { id }, query } }),
    );
    if (answer.ok) setLog(answer.value.items);
  };
  return (
    <details class="log" onToggle={(event) => void read(event.currentTarget.open)}>
      <summary>{t('webhooks.log')}</summary>
      {log?.length === 0 && <p>{t('webhooks.noLog')}</p>}
      <ul>
        {log?.map(({ id: delivery, type, state, status, error, createdAt }) => (
          <li key={delivery}>
            {eventName(type)}: {state}
            {status !== null && ` (${status})`}
            {error !== null && ` (${error})`}, <TimeAgo time={createdAt} />
          </li>
        ))}
      </ul>
    </details>
  );
}
