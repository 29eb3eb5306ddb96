import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SettingsProps } from '../settings/settings-page.js';
import { speakOfSettings, t } from '../state/language.js';
import { Skeleton } from './skeleton.js';
import { strong } from './tags.js';

/** The settings, which are fetched when somebody wants to see them: the first screen does without. */
export function Settings(props: SettingsProps): VNode {
  const [page, setPage] = useState<{ readonly Page: ComponentType<SettingsProps> }>();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    Promise.all([import('../settings/settings-page.js'), speakOfSettings()]).then(
      ([{ SettingsPage }]) => setPage({ Page: SettingsPage }),
      () => setFailed(true),
    );
  }, []);
  if (page) return <page.Page {...props} />;
  return (
    <section class="panel" aria-label={t('frame.settings')}>
      {hasFailed ? (
        <p class="empty" role="alert">
          {t.rich('fetch.settings', { b: strong })}
        </p>
      ) : (
        <Skeleton rows={4} />
      )}
    </section>
  );
}
