import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { Icon } from './icon.js';

/** The link behind the code, to send to a device without a camera. */
export function CopyLink({ url }: { readonly url: string }): VNode {
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    field.current?.select();
    // Plain HTTP has no clipboard API; the selection can be copied all the same.
    const isWritten = await navigator.clipboard?.writeText(url).then(
      () => true,
      () => false,
    );
    if (!(isWritten ?? document.execCommand('copy'))) return;
    setCopied(true);
    announce(t('code.copiedSaid'));
    setTimeout(() => setCopied(false), 2500);
  };
  return (
    <div class="copy">
      <input
        ref={field}
        class="mono"
        type="text"
        readOnly
        dir="ltr"
        value={url}
        aria-label={t('code.link')}
      />
      <button type="button" class="button button-plain" onClick={() => void copy()}>
        <Icon name={isCopied ? 'check' : 'copy'} />
        {t(isCopied ? 'code.copied' : 'code.copy')}
      </button>
    </div>
  );
}
