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

interface FetchingProps {
  readonly rows: number;
  readonly hasFailed: boolean;
}

/** In place of a part of the page that is being fetched, or that could not be. */
export const Fetching = ({ rows, hasFailed }: FetchingProps): VNode =>
  hasFailed ? (
    <p class="field-error" role="alert">
      {t('refusal.offline')}
    </p>
  ) : (
    <Skeleton rows={rows} />
  );
