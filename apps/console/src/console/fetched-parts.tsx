import type { ComponentChildren, ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { InvitationProps } from '../invitation/invitation-page.js';
import { type Asked, asked } from '../many/asked.js';
import type { SettingsProps } from '../settings/settings-page.js';
import { languageOfSettings, t } from '../state/language.js';
import { Mark } from './mark.js';
import { Skeleton } from './skeleton.js';
import { strong } from './tags.js';
import { useFetched } from './use-fetched.js';

/** The page of the node that is looked at. */
export function Device(): VNode {
  const { part, hasFailed } = useFetched(() => import('../device-page/device-page.js'));
  if (part) return <part.DevicePage />;
  return <FetchedPanel label={t('page.node')} failure={hasFailed && t.rich('fetch.node', { b: strong })} />;
}

/** What an owner has beside devices, and how the console looks. */
export function Settings(props: SettingsProps): VNode {
  const { part, hasFailed } = useFetched(() => import('../settings/settings-page.js'));
  if (part) return <part.SettingsPage {...props} />;
  const failure = hasFailed && t.rich('fetch.settings', { b: strong });
  return <FetchedPanel label={t('frame.settings')} failure={failure} />;
}

interface PanelProps {
  readonly label: string;
  /** Why it is not there; false while it is on its way. */
  readonly failure: ComponentChildren;
}

/** In place of a panel that is being fetched, or that could not be. */
const FetchedPanel = ({ label, failure }: PanelProps): VNode => (
  <section class="panel" aria-label={label}>
    {failure ? (
      <p class="empty" role="alert">
        {failure}
      </p>
    ) : (
      <Skeleton rows={4} />
    )}
  </section>
);

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

type Dialog = ComponentType<{ readonly about: Asked }>;

/** The dialogs for many nodes, which are fetched when somebody wants one: the first screen does without. */
export function Many(): VNode | null {
  const [fetched, setFetched] = useState<{ readonly Dialog: Dialog }>();
  const about = asked.value;
  const isWanted = about !== undefined;
  useEffect(() => {
    if (!isWanted || fetched) return;
    import('../many/many-dialog.js').then(
      ({ ManyDialog }) => setFetched({ Dialog: ManyDialog }),
      () => void (asked.value = undefined),
    );
  }, [isWanted]);
  return about && fetched ? <fetched.Dialog about={about} /> : null;
}
