import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { NODE_ORDERS, NODE_STATUSES } from '@meshpair/domain';
import { permissionWords } from '@meshpair/words';
import type { NodeFilter } from '../rules/place.js';
import { facets, loadFacets } from '../state/facets.js';
import { t } from '../state/language.js';
import { filterNodes, place } from '../state/place.js';
import { isSearchWanted } from '../state/shortcuts.js';
import { Icon } from './icon.js';

/** Until whoever types takes a breath. */
const TYPING_MS = 150;
const PERMISSIONS = ['mesh:read', 'mesh:connect'] as const;

const withChosen = (offered: readonly string[], chosen: string | undefined): readonly string[] =>
  chosen === undefined || offered.includes(chosen) ? offered : [...offered, chosen];

const change = (more: Partial<NodeFilter>): void => filterNodes({ ...place.peek().filter, ...more });

/** Search, filters and order of the list; the address bar keeps them. */
export function NodeFilters(): VNode {
  const { status, permission, platform, tag, sort } = place.value.filter;
  const { platforms, tags } = facets.value;
  useEffect(() => void loadFacets(), []);
  return (
    <div class="node-filters" role="search">
      <SearchField />
      <Choice
        label={t('nodes.status')}
        all={t('nodes.anyStatus')}
        value={status}
        options={NODE_STATUSES.map((each) => [each, t(`status.${each}`)])}
        onChoose={(value) => change({ status: NODE_STATUSES.find((each) => each === value) })}
      />
      <Choice
        label={t('nodes.permission')}
        all={t('nodes.anyPermission')}
        value={permission}
        options={withChosen(PERMISSIONS, permission).map((each) => [each, permissionWords(t, each)])}
        onChoose={(value) => change({ permission: value === '' ? undefined : value })}
      />
      <Choice
        label={t('nodes.platform')}
        all={t('nodes.anyPlatform')}
        value={platform}
        options={withChosen(platforms, platform).map((each) => [each, each])}
        onChoose={(value) => change({ platform: value === '' ? undefined : value })}
      />
      <Choice
        label={t('nodes.tag')}
        all={t('nodes.anyTag')}
        value={tag}
        options={withChosen(tags, tag).map((each) => [each, each])}
        onChoose={(value) => change({ tag: value === '' ? undefined : value })}
      />
      <Choice
        label={t('nodes.order')}
        value={sort}
        options={NODE_ORDERS.map((each) => [each, t(`order.${each}`)])}
        onChoose={(value) => change({ sort: NODE_ORDERS.find((each) => each === value) ?? sort })}
      />
    </div>
  );
}

function SearchField(): VNode {
  const { q } = place.value.filter;
  const [typed, setTyped] = useState(q);
  const sent = useRef(q);
  const field = useRef<HTMLInputElement>(null);
  const isWanted = isSearchWanted.value;
  useEffect(() => {
    if (!isWanted) return;
    isSearchWanted.value = false;
    field.current?.focus();
    field.current?.select();
  }, [isWanted]);
  useEffect(() => {
    // The way back, or a button, has changed it; what is being typed stays.
    if (q !== sent.current) setTyped(q);
    sent.current = q;
  }, [q]);
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      change({ q: typed });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div class="search-field">
      <Icon name="search" />
      <input
        type="search"
        ref={field}
        dir="auto"
        aria-label={t('nodes.search')}
        placeholder={t('nodes.searchFor')}
        maxLength={64}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** The words for no choice, where there may be none. */
  readonly all?: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChoose: (value: string) => void;
}

const Choice = ({ label, all, value, options, onChoose }: ChoiceProps): VNode => (
  <select aria-label={label} value={value ?? ''} onChange={(event) => onChoose(event.currentTarget.value)}>
    {all !== undefined && <option value="">{all}</option>}
    {options.map(([each, words]) => (
      <option key={each} value={each}>
        {words}
      </option>
    ))}
  </select>
);
