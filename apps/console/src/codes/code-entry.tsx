import type { TargetedEvent, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { readUserCode } from '@meshpair/domain';
import { refusalAtTheConsole } from '@meshpair/words';
import { gateway } from '../api/client.js';
import { t } from '../state/language.js';
import { loadOpenPairings } from '../state/open-pairings.js';
import { openPairing } from '../state/pairing.js';
import { reportTrouble } from '../state/session.js';

/** The code of a link that ends in `#code=<code>`, taken out of the address bar. */
function takeLinkedCode(): string | undefined {
  const linked = /^#code(?:=([\w-]{8,16}))?$/.exec(location.hash);
  if (linked) history.replaceState(null, '', location.pathname + location.search);
  return linked?.[1] && readUserCode(linked[1]);
}

/** The code that a device shows: who types it sees the device, and decides. */
export function CodeEntry({ onBack }: { readonly onBack: () => void }): VNode {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    field.current?.focus();
    const linked = takeLinkedCode();
    if (linked !== undefined) void fill(linked);
  }, []);
  /** Only where the owner allows it: who has sent the link may be who wants in (BCP 247). */
  const fill = async (linked: string): Promise<void> => {
    const rule = await reportTrouble(gateway.GET('/owner/device-codes'));
    if (rule.ok && rule.value.fillFromLink && field.current?.value === '') field.current.value = linked;
  };
  const fail = (words: string): void => {
    setError(words);
    field.current?.focus();
    field.current?.select();
  };
  const submit = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const code = readUserCode(field.current?.value ?? '');
    if (code === undefined) return fail(t('codes.bad'));
    setBusy(true);
    const answer = await reportTrouble(gateway.POST('/pairing/take', { body: { code } }));
    setBusy(false);
    if (!answer.ok) return fail(refusalAtTheConsole(t, answer.refusal));
    openPairing(answer.value);
    void loadOpenPairings();
  };
  return (
    <form class="pin" onSubmit={(event) => void submit(event)} noValidate>
      <label for="device-code">{t('codes.label')}</label>
      <input
        id="device-code"
        ref={field}
        class="pin-field"
        type="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        dir="ltr"
        maxLength={24}
        placeholder="WDJB-MJHT"
        aria-describedby={error === undefined ? undefined : 'code-error'}
        aria-invalid={error !== undefined}
        onInput={() => setError(undefined)}
      />
      <div class="pin-answers">
        <button type="submit" class="button button-main" aria-disabled={isBusy}>
          {t('codes.go')}
        </button>
        <button type="button" class="button button-plain" onClick={onBack}>
          {t('codes.back')}
        </button>
      </div>
      <div role="alert">
        {error !== undefined && (
          <p id="code-error" class="field-error">
            {error}
          </p>
        )}
      </div>
    </form>
  );
}
