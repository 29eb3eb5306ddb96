import type { VNode } from 'preact';
import { countText } from '@meshpair/words';
import { askWhat } from '../many/asked.js';
import { chooseAll, chooseNone, type Chosen } from '../state/chosen.js';
import { askRemovalOf } from './removal.js';

interface Props {
  readonly chosen: Chosen;
  /** How many match, on all pages. */
  readonly total: number;
}

/** What can be done with the chosen nodes. It stands at the bottom of what is in sight: no row moves for it. */
export const ChosenBar = ({ chosen, total }: Props): VNode => (
  <div class="chosen-bar" role="group" aria-label="Selected nodes">
    <span>
      {chosen.isAll ? `All ${countText(chosen.count)} that match` : `${countText(chosen.count)} selected`}
    </span>
    {!(chosen.isAll && chosen.count === total) && total > chosen.count && (
      <button
        type="button"
        class="link"
        aria-label={`Select all ${countText(total)} that match`}
        onClick={chooseAll}
      >
        All {countText(total)} that match
      </button>
    )}
    <button type="button" class="button-quiet" onClick={chooseNone}>
      Clear
    </button>
    <span class="chosen-tools">
      <button type="button" class="button button-small button-plain" onClick={() => askWhat('tags', chosen)}>
        Tags
      </button>
      <button
        type="button"
        class="button button-small button-plain"
        onClick={() => askWhat('permissions', chosen)}
      >
        Permissions
      </button>
      <button
        type="button"
        class="button button-small button-bad"
        onClick={() => askRemovalOf(chosen, chooseNone)}
      >
        Remove
      </button>
    </span>
  </div>
);
