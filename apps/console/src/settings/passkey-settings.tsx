import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Passkey } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { code, named } from '../console/tags.js';
import { TimeAgo } from '../console/time-ago.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { change, passkeys } from '../state/settings.js';
import { loadSignInWays, passkeyPlace } from '../state/sign-in-ways.js';
import { Act, type Field, KeyField, Make, Row, Section } from './parts.js';
import { TouchSettings } from './touch-settings.js';

/** The owner's passkeys. */
export function PasskeySettings(): VNode {
  useEffect(() => void loadSignInWays(), []);
  return (
    <Section
      id="passkeys"
      title={t('passkeys.title')}
      hint={t('passkeys.hint')}
      list={passkeys}
      none={t('passkeys.none')}
      row={(passkey) => <PasskeyRow key={passkey.passkeyId} passkey={passkey} />}
    >
      <AddPasskey />
      {passkeyPlace.value?.kind === 'here' && (passkeys.items.value?.length ?? 0) > 0 && <TouchSettings />}
    </Section>
  );
}

/** Where they work, a form; elsewhere, what to do. */
function AddPasskey(): VNode | null {
  const place = passkeyPlace.value;
  if (!place) return null;
  if (place.kind === 'elsewhere')
    return (
      <p class="hint setting-foot">
        {t.rich('passkeys.elsewhere', {
          origin: place.origin,
          place: () => (
            <a href={place.origin} dir="ltr">
              {place.origin}
            </a>
          ),
        })}
      </p>
    );
  if (place.kind === 'nowhere') return <p class="hint">{t.rich('passkeys.nowhere', { code })}</p>;
  const add = async (field: Field): ReturnType<typeof change> => {
    const { addPasskey } = await import('../passkeys/authenticator.js');
    const answer = await addPasskey(field('key'), field('name'));
    await passkeys.read();
    if (!answer.ok) return { refusal: answer.refusal };
    announce(t('passkeys.added', { name: answer.value.name }));
    return {};
  };
  return (
    <Make title={t('passkeys.add')} button={t('passkeys.add')} send={add}>
      <label>
        {t('passkeys.name')}
        <input name="name" type="text" maxLength={64} placeholder={t('passkeys.example')} />
      </label>
      <KeyField />
    </Make>
  );
}

function PasskeyRow({
  passkey: { passkeyId, name, rpId, isBackedUp, createdAt, lastUsedAt },
}: {
  readonly passkey: Passkey;
}): VNode {
  const remove = (): ReturnType<typeof change> =>
    change(gateway.DELETE('/owner/passkeys/{id}', { params: { path: { id: passkeyId } } }), passkeys);
  return (
    <Row
      name={<bdi>{name}</bdi>}
      line={t.rich('passkeys.line', {
        at: rpId,
        host: named,
        added: () => <TimeAgo time={createdAt} />,
        used: lastUsedAt === null ? 'no' : 'yes',
        last: () => <TimeAgo time={lastUsedAt ?? createdAt} />,
        synced: isBackedUp ? 'yes' : 'no',
      })}
    >
      <Act
        label={t('act.remove')}
        of={t('passkeys.of', { name })}
        isFinal
        act={remove}
        said={t('passkeys.removed', { name })}
      />
    </Row>
  );
}
