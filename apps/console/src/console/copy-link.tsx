import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { Icon } from './icon.js';

interface Props {
  readonly url: string;
  readonly label?: string;
  readonly button?: string;
}

/** The link behind the code, to send to a device without a camera; or what else is to be copied there. */
export function CopyLink({ url, label = t('code.link'), button = t('code.copy') }: Props): VNode {
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
    announce(t('code.copied'));
    setTimeout(() => setCopied(false), 2500);
  };
  return (
    <div class="copy">
      <input ref={field} class="mono" type="text" readOnly dir="ltr" value={url} aria-label={label} />
      <button type="button" class="button button-plain" onClick={() => void copy()}>
        <Icon name={isCopied ? 'check' : 'copy'} />
        {isCopied ? t('code.copied') : button}
      </button>
    </div>
  );
}
