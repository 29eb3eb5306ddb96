import type { VNode } from 'preact';
import { t } from '../state/language.js';

/** The shape of a list that is still being read; it shows itself only when that takes a while. */
export const Skeleton = ({ rows }: { readonly rows: number }): VNode => (
  <div class="skeleton" role="status">
    <span class="unseen">{t('frame.loading')}</span>
    {Array.from({ length: rows }, (_, index) => (
      <div key={index} class="skeleton-row" aria-hidden="true" />
    ))}
  </div>
);
