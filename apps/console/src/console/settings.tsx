import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SettingsProps } from '../settings/settings-page.js';
import { Skeleton } from './skeleton.js';

/** The settings, which are fetched when somebody wants to see them: the first screen does without. */
export function Settings(props: SettingsProps): VNode {
  const [page, setPage] = useState<{ readonly Page: ComponentType<SettingsProps> }>();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    import('../settings/settings-page.js').then(
      ({ SettingsPage }) => setPage({ Page: SettingsPage }),
      () => setFailed(true),
    );
  }, []);
  if (page) return <page.Page {...props} />;
  return (
    <section class="panel" aria-label="Settings">
      {hasFailed ? (
        <p class="empty" role="alert">
          <strong>The settings could not be fetched.</strong> Reload the page to try again.
        </p>
      ) : (
        <Skeleton rows={4} />
      )}
    </section>
  );
}
