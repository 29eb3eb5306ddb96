import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Passkey } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { TimeAgo } from '../console/time-ago.js';
import { announce } from '../state/announcements.js';
import { change, passkeys } from '../state/settings.js';
import { loadSignInWays, passkeyPlace } from '../state/sign-in-ways.js';
import { Act, type Field, Make, Row, Section } from './parts.js';
import { TouchSettings } from './touch-settings.js';

/** The owner's passkeys. */
export function PasskeySettings(): VNode {
  useEffect(() => void loadSignInWays(), []);
  return (
    <Section
      id="passkeys"
      title="Passkeys"
      hint="They sign you in by fingerprint, face or PIN. Your key stays the way back if you lose one."
      list={passkeys}
      none="None yet."
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
        Passkeys of this mesh work at&nbsp;<a href={place.origin}>{place.origin}</a>: open it there.
      </p>
    );
  if (place.kind === 'nowhere')
    return (
      <p class="hint">
        Passkeys need a name and HTTPS, and this mesh has no such address. Set <code>PUBLIC_URL</code> to one
        like <code>https://mesh.example</code>, with a certificate, <code>TLS=self-signed</code> or a proxy
        before it, and open the console there. Until then your key signs you in.
      </p>
    );
  const add = async (field: Field): ReturnType<typeof change> => {
    const { addPasskey } = await import('../passkeys/authenticator.js');
    const answer = await addPasskey(field('key'), field('name'));
    await passkeys.read();
    if (!answer.ok) return { refusal: answer.refusal };
    announce(`The passkey ${answer.value.name} is added.`);
    return {};
  };
  return (
    <Make title="Add a passkey" button="Add a passkey" send={add}>
      <label>
        What to call it
        <input name="name" type="text" maxLength={64} placeholder="This device" />
      </label>
      <label>
        A key that you have
        <input
          name="key"
          type="password"
          required
          dir="ltr"
          autocomplete="current-password"
          placeholder="mpo_…"
        />
      </label>
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
      line={
        <>
          Added <TimeAgo time={createdAt} /> at {rpId}
          {lastUsedAt === null ? ', not used yet' : ', last used '}
          {lastUsedAt !== null && <TimeAgo time={lastUsedAt} />}
          {isBackedUp && ', synchronized between your devices'}
        </>
      }
    >
      <Act
        label="Remove"
        of={`passkey ${name}`}
        isFinal
        act={remove}
        said={`The passkey ${name} is removed, and the consoles that it opened are signed out.`}
      />
    </Row>
  );
}
