import type { VNode } from 'preact';
import type { SettingsProps } from '../settings/settings-page.js';
import { t } from '../state/language.js';
import { Skeleton } from './skeleton.js';
import { strong } from './tags.js';
import { useFetched } from './use-fetched.js';

export function Settings(props: SettingsProps): VNode {
  const { part, hasFailed } = useFetched(() => import('../settings/settings-page.js'));
  if (part) return <part.SettingsPage {...props} />;
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
