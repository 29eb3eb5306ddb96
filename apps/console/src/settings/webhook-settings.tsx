import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Webhook, WebhookDelivery } from '@meshpair/client';
import { EVENT_NAMES } from '@meshpair/words';
import { gateway } from '../api/client.js';
import { TimeAgo } from '../console/time-ago.js';
import { reportTrouble } from '../state/session.js';
import { change, webhooks } from '../state/settings.js';
import { Act, type Field, Make, Row, Section, ShownOnce } from './parts.js';

const SHAPES = {
  ntfy: 'ntfy',
  gotify: 'Gotify',
  slack: 'Slack, Mattermost or Discord',
  cloudevents: 'A program of yours (signed CloudEvents)',
} as const;

const SHAPE_NAMES = { ...SHAPES, webpush: 'A browser’s notifications' } as const;

type Shape = keyof typeof SHAPES;

const DISABLED = {
  gone: 'disabled: its target is gone',
  failing: 'disabled: its target has failed for days',
  owner: 'switched off',
} as const;

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
      title="Webhooks and notifications"
      hint="What happens in your mesh, told to your phone or to a program, as it happens."
      list={webhooks}
      none="Nobody is told."
      row={(webhook) => <WebhookRow key={webhook.id} webhook={webhook} />}
    >
      {secret !== undefined && <ShownOnce label="The secret that signs" secret={secret} />}
      <Make title="Add one" button="Add" send={make}>
        <label>
          Told to
          <select name="shape">
            {Object.entries(SHAPES).map(([shape, name]) => (
              <option key={shape} value={shape}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Address
          <input name="url" type="url" required dir="ltr" placeholder="https://ntfy.sh/my-topic" />
        </label>
        <label>
          Access token, if it wants one
          <input name="token" type="password" dir="ltr" autocomplete="off" />
        </label>
        <label>
          What
          <select name="events">
            <option value="joined">When a device joins</option>
            <option value="all">Everything that happens</option>
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
  const told = events.length === 0 ? 'everything' : events.map((type) => EVENT_NAMES[type]).join(', ');
  const turn = (): ReturnType<typeof change> =>
    change(gateway.PATCH('/webhooks/{id}', { ...path, body: { enabled: !enabled } }), webhooks);
  return (
    <Row
      name={<bdi>{host}</bdi>}
      isOver={!enabled}
      line={
        <>
          {SHAPE_NAMES[shape]}: {told}
          {disabledReason !== null && `; ${DISABLED[disabledReason]}`}
          {failingSince !== null && '; failing since '}
          {failingSince !== null && <TimeAgo time={failingSince} />}
          <WebhookLog id={id} />
        </>
      }
    >
      <Act
        label="Test"
        of={host}
        act={() => change(gateway.POST('/webhooks/{id}/test', path), webhooks)}
        said={`A test is on its way to ${host}.`}
      />
      <Act
        label={enabled ? 'Switch off' : 'Switch on'}
        of={host}
        act={turn}
        said={enabled ? `${host} is told nothing.` : `${host} is told again.`}
      />
      <Act
        label="Remove"
        of={host}
        isFinal
        act={() => change(gateway.DELETE('/webhooks/{id}', path), webhooks)}
        said={`${host} is removed.`}
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
      <summary>Log</summary>
      {log?.length === 0 && <p>Nothing was sent yet.</p>}
      <ul>
        {log?.map(({ id: delivery, type, state, status, error, createdAt }) => (
          <li key={delivery}>
            {type in EVENT_NAMES ? EVENT_NAMES[type as keyof typeof EVENT_NAMES] : type}: {state}
            {status !== null && ` (${status})`}
            {error !== null && ` (${error})`}, <TimeAgo time={createdAt} />
          </li>
        ))}
      </ul>
    </details>
  );
}
