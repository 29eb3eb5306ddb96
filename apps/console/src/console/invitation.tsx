import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { InvitationProps } from '../invitation/invitation-page.js';
import { languageOfSettings, speakOfSettings, t } from '../state/language.js';
import { Mark } from './mark.js';
import { Skeleton } from './skeleton.js';
import { strong } from './tags.js';

/** What an invitation's link leads to, which is fetched when somebody follows one: the first screen does without. */
export function Invitation(props: InvitationProps): VNode {
  const [page, setPage] = useState<{ readonly Page: ComponentType<InvitationProps> }>();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    Promise.all([import('../invitation/invitation-page.js'), speakOfSettings()]).then(
      ([{ InvitationPage }]) => setPage({ Page: InvitationPage }),
      () => setFailed(true),
    );
  }, []);
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <Mark />
        {page && (
          <div class="invitation" {...languageOfSettings()}>
            <page.Page {...props} />
          </div>
        )}
        {!page && !hasFailed && <Skeleton rows={2} />}
        {hasFailed && (
          <p class="note note-warn" role="alert">
            {t.rich('fetch.invitation', { b: strong })}
          </p>
        )}
      </div>
    </main>
  );
}
