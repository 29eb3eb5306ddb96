import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { isFiltered, NO_FILTER } from '../rules/place.js';
import { announce } from '../state/announcements.js';
import { choose, chosen, isChosen } from '../state/chosen.js';
import { t } from '../state/language.js';
import { type ListedNodes, nodes } from '../state/nodes.js';
import { filterNodes, leftNode, place } from '../state/place.js';
import { may } from '../state/role.js';
import { ChosenBar } from './chosen-bar.js';
import { LIST_TITLE } from './kept-focus.js';
import { NodeFilters } from './node-filters.js';
import { NodePager } from './node-pager.js';
import { NodeRow } from './node-row.js';
import { Skeleton } from './skeleton.js';
import { strong } from './tags.js';

/** The mesh: its host and its devices, a page of them at a time. */
export function NodeList(): VNode {
  const listed = nodes.value;
  const isSearched = isFiltered(place.value.filter);
  const last = useRef<string | undefined>(undefined);
  const choosing = (node: Node, isOn: boolean, isRange: boolean): void => {
    choose(isRange ? between(listed?.items ?? [], last.current, node) : [node], isOn);
    last.current = node.id;
  };
  useFocusOnTheWayBack();
  useAnnouncedMatches(isSearched ? listed?.total : undefined);
  return (
    <section class="panel list" aria-labelledby={LIST_TITLE}>
      <div class="list-head">
        <h2 id={LIST_TITLE} tabIndex={-1}>
          {t('nodes.title')} {listed && <span class="count">{t.number(listed.total)}</span>}
        </h2>
        {listed && <ChooseThese devices={listed.items.filter(isDevice)} />}
      </div>
      <NodeFilters />
      {listed === undefined && <Skeleton rows={3} />}
      <ul class="rows">
        {listed?.items.map((node) => (
          <NodeRow key={node.id} node={node} onChoose={choosing} />
        ))}
      </ul>
      {listed && <NoDevices listed={listed} isSearched={isSearched} />}
      {listed && <NodePager listed={listed} />}
      {listed && chosen.value.count > 0 && <ChosenBar chosen={chosen.value} total={listed.total} />}
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

/** All rows in sight, or none of them. */
function ChooseThese({ devices }: { readonly devices: readonly Node[] }): VNode | null {
  if (devices.length < 2 || !may('owner')) return null;
  return (
    <label class="choose-these">
      <input
        type="checkbox"
        checked={devices.every(isChosen)}
        onClick={(event) => choose(devices, event.currentTarget.checked)}
      />
      {t('nodes.selectThese', { count: devices.length })}
    </label>
  );
}

const isDevice = ({ role }: Node): boolean => role === 'device';

/** The devices from the one with an id to another, whichever comes first. */
function between(items: readonly Node[], id: string | undefined, node: Node): readonly Node[] {
  const [from, to] = [items.findIndex((each) => each.id === id), items.indexOf(node)];
  if (from === -1) return [node];
  return items.slice(Math.min(from, to), Math.max(from, to) + 1).filter(isDevice);
}
