import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { isFiltered, NO_FILTER } from '../rules/place.js';
import { announce } from '../state/announcements.js';
import { knownNode } from '../state/known-nodes.js';
import { t } from '../state/language.js';
import { type ListedNodes, nodes } from '../state/nodes.js';
import { filterNodes, leftNode, place } from '../state/place.js';
import { LIST_TITLE } from './kept-focus.js';
import { NodeFilters } from './node-filters.js';
import { NodePager } from './node-pager.js';
import { NodeRow } from './node-row.js';
import { askRemoval } from './removal.js';
import { Skeleton } from './skeleton.js';
import { strong } from './tags.js';

/** The mesh: its host and its devices, a page of them at a time. */
export function NodeList(): VNode {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Node>>(new Map());
  const listed = nodes.value;
  // One that was removed by itself is not selected any more.
  const selected = [...chosen.values()].filter(({ id }) => knownNode(id));
  const isSearched = isFiltered(place.value.filter);
  const toggle = (node: Node, isOn: boolean): void => {
    const next = new Map(chosen).set(node.id, node);
    if (!isOn) next.delete(node.id);
    setChosen(next);
  };
  useFocusOnTheWayBack();
  useAnnouncedMatches(isSearched ? listed?.total : undefined);
  return (
    <section class="panel list" aria-labelledby={LIST_TITLE}>
      <div class="list-head">
        <h2 id={LIST_TITLE} tabIndex={-1}>
          {t('nodes.title')} {listed && <span class="count">{t.number(listed.total)}</span>}
        </h2>
        {selected.length > 0 && <ChosenTools chosen={selected} onDone={() => setChosen(new Map())} />}
      </div>
      <NodeFilters />
      {listed === undefined && <Skeleton rows={3} />}
      <ul class="rows">
        {listed?.items.map((node) => (
          <NodeRow key={node.id} node={node} isChosen={chosen.has(node.id)} onChoose={toggle} />
        ))}
      </ul>
      {listed && <NoDevices listed={listed} isSearched={isSearched} />}
      {listed && <NodePager listed={listed} />}
    </section>
  );
}

interface NoDevicesProps {
  readonly listed: ListedNodes;
  readonly isSearched: boolean;
}

/** What to do where there is nothing to see. */
function NoDevices({ listed: { items, total }, isSearched }: NoDevicesProps): VNode | null {
  if (isSearched) {
    if (items.length > 0) return null;
    return (
      <p class="empty">
        <strong>{t('nodes.noMatch')}</strong>{' '}
        <button type="button" class="link" onClick={() => filterNodes(NO_FILTER)}>
          {t('nodes.showAll')}
        </button>
      </p>
    );
  }
  if (total > items.length || items.some(({ role }) => role === 'device')) return null;
  return <p class="empty">{t.rich('nodes.none', { b: strong })}</p>;
}

/** From a node's page to its row. */
function useFocusOnTheWayBack(): void {
  useEffect(() => {
    if (leftNode.peek() === undefined) return;
    const row = document.querySelector<HTMLElement>(`[data-node="${leftNode.peek()}"] .node-link`);
    (row ?? document.getElementById(LIST_TITLE))?.focus();
  }, []);
}

/** One sentence for those who do not see the list change. */
function useAnnouncedMatches(total: number | undefined): void {
  useEffect(() => {
    if (total !== undefined) announce(t('nodes.found', { count: total }));
  }, [total]);
}

interface ToolsProps {
  readonly chosen: readonly Node[];
  readonly onDone: () => void;
}

const ChosenTools = ({ chosen, onDone }: ToolsProps): VNode => (
  <div class="list-tools">
    <span class="soft">{t('nodes.selected', { count: chosen.length })}</span>
    <button type="button" class="button-quiet" onClick={onDone}>
      {t('nodes.clear')}
    </button>
    <button type="button" class="button button-small button-bad" onClick={() => askRemoval(chosen, onDone)}>
      {t('nodes.remove')}
    </button>
  </div>
);
