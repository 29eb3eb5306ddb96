import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { refusalAtTheConsole } from '@meshpair/words';
import { gateway, outcomeOf } from '../api/client.js';
import { CopyLink } from '../console/copy-link.js';
import { terminalLine } from '../rules/terminal-line.js';
import { languageOfSettings, t } from '../state/language.js';

type Asked = Awaited<ReturnType<typeof ask>>;

const ask = () => outcomeOf(gateway.GET('/cli'));

/** What to run on a device without a screen. */
export function TerminalCommand({ url }: { readonly url: string }): VNode {
  const [asked, setAsked] = useState<Asked>();
  useEffect(() => void ask().then(setAsked), []);
  return (
    <div {...languageOfSettings()}>
      {asked?.ok === true && (
        <>
          <p class="hint">{t('terminal.hint')}</p>
          <CopyLink
            url={terminalLine(url, asked.value)}
            label={t('terminal.line')}
            button={t('terminal.copy')}
          />
        </>
      )}
      <div role="alert">
        {asked?.ok === false && <p class="field-error">{refusalAtTheConsole(t, asked.refusal)}</p>}
      </div>
    </div>
  );
}
