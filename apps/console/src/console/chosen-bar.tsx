import type { VNode } from 'preact';
import { askWhat } from '../many/asked.js';
import { chooseAll, chooseNone, type Chosen } from '../state/chosen.js';
import { t } from '../state/language.js';
import { askRemovalOf } from './removal.js';

interface Props {
  readonly chosen: Chosen;
  /** How many match, on all pages. */
  readonly total: number;
}

/** What can be done with the chosen nodes. It stands at the bottom of what is in sight: no row moves for it. */
export const ChosenBar = ({ chosen, total }: Props): VNode => (
  <div class="chosen-bar" role="group" aria-label={t('nodes.chosen')}>
    <span>{t(chosen.isAll ? 'nodes.allMatch' : 'nodes.selected', { count: chosen.count })}</span>
    {!(chosen.isAll && chosen.count === total) && total > chosen.count && (
      <button
        type="button"
        class="link"
        aria-label={t('nodes.selectAll', { count: total })}
        onClick={chooseAll}
      >
        {t('nodes.allMatch', { count: total })}
      </button>
    )}
    <button type="button" class="button-quiet" onClick={chooseNone}>
      {t('nodes.clear')}
    </button>
    <span class="chosen-tools">
      <button type="button" class="button button-small button-plain" onClick={() => askWhat('tags', chosen)}>
        {t('nodes.tags')}
      </button>
      <button
        type="button"
        class="button button-small button-plain"
        onClick={() => askWhat('permissions', chosen)}
      >
        {t('nodes.permissions')}
      </button>
      <button
        type="button"
        class="button button-small button-bad"
        onClick={() => askRemovalOf(chosen, chooseNone)}
      >
        {t('nodes.remove')}
      </button>
    </span>
  </div>
);
