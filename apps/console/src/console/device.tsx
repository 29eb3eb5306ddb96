import type { VNode } from 'preact';
import { t } from '../state/language.js';
import { Skeleton } from './skeleton.js';
import { strong } from './tags.js';
import { useFetched } from './use-fetched.js';

/** The page of the node that is looked at. */
export function Device(): VNode {
  const { part, hasFailed } = useFetched(() => import('../device-page/device-page.js'));
  if (part) return <part.DevicePage />;
  return (
    <section class="panel" aria-label={t('page.node')}>
      {hasFailed ? (
        <p class="empty" role="alert">
          {t.rich('fetch.node', { b: strong })}
        </p>
      ) : (
        <Skeleton rows={4} />
      )}
    </section>
  );
}
