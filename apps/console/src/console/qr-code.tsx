import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../state/language.js';
import { Icon } from './icon.js';

interface Props {
  readonly svg: string;
  readonly url: string;
}

/** The code, dark on white with its quiet zone whatever the theme. An image: its markup is never ours. */
export function QrCode({ svg, url }: Props): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const source = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  const picture = t('code.picture', { host: new URL(url).host });
  const close = (): void => dialog.current?.close();
  return (
    <div class="code">
      <div class="qr">
        <img src={source} alt={picture} width="264" height="264" />
        <button
          type="button"
          class="qr-cover"
          aria-label={t('code.enlarge')}
          title={t('code.enlarge')}
          onClick={() => dialog.current?.showModal()}
        >
          <Icon name="enlarge" />
        </button>
      </div>
      <a class="link" href={source} download="meshpair-code.svg">
        {t('code.download')}
      </a>
      {/* A click anywhere closes it; the keyboard has the button and Escape. */}
      <dialog ref={dialog} class="code-dialog" aria-label={t('code.enlarged')} onClick={close}>
        <div class="qr">
          <img src={source} alt={picture} width="264" height="264" />
        </div>
        <button type="button" class="button button-plain" autofocus>
          {t('code.close')}
        </button>
      </dialog>
    </div>
  );
}
