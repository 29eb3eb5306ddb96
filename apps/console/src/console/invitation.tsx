import type { VNode } from 'preact';
import type { InvitationProps } from '../invitation/invitation-page.js';
import { languageOfSettings, t } from '../state/language.js';
import { Mark } from './mark.js';
import { Skeleton } from './skeleton.js';
import { strong } from './tags.js';
import { useFetched } from './use-fetched.js';

/** What an invitation's link leads to. */
export function Invitation(props: InvitationProps): VNode {
  const { part, hasFailed } = useFetched(() => import('../invitation/invitation-page.js'));
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <Mark />
        {part && (
          <div class="invitation" {...languageOfSettings()}>
            <part.InvitationPage {...props} />
          </div>
        )}
        {!part && !hasFailed && <Skeleton rows={2} />}
        {hasFailed && (
          <p class="note note-warn" role="alert">
            {t.rich('fetch.invitation', { b: strong })}
          </p>
        )}
      </div>
    </main>
  );
}
