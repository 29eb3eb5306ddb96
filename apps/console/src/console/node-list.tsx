import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { hasMoreNodes, nodes, sortedNodes } from '../state/nodes.js';
import { NodeRow } from './node-row.js';
import { askRemoval } from './removal.js';
import { RemovalDialog } from './removal-dialog.js';
import { Skeleton } from './skeleton.js';

/** The mesh: its host and its devices. */
export function NodeList(): VNode {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = sortedNodes.value;
  const devices = shown.filter(({ role }) => role === 'device');
  const selected = devices.filter(({ id }) => chosen.has(id));
  const toggle = (id: string, isOn: boolean): void => {
    const next = new Set(chosen);
    if (isOn) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <section class="panel list" aria-labelledby="nodes-title">
      <div class="list-head">
        <h2 id="nodes-title">
          Nodes{' '}
          {nodes.value && (
            <span class="count">
              {shown.length}
              {hasMoreNodes.value && '+'}
            </span>
          )}
        </h2>
        {selected.length > 0 && (
          <div class="list-tools">
            <span class="soft">{selected.length} selected</span>
            <button type="button" class="button-quiet" onClick={() => setChosen(new Set())}>
              Clear
            </button>
            <button
              type="button"
              class="button button-small button-bad"
              onClick={() => askRemoval(selected, () => setChosen(new Set()))}
            >
              Remove
            </button>
          </div>
        )}
      </div>
      {nodes.value === undefined && <Skeleton rows={3} />}
      <ul class="rows">
        {shown.map((node) => (
          <NodeRow key={node.id} node={node} isChosen={chosen.has(node.id)} onChoose={toggle} />
        ))}
      </ul>
      {nodes.value !== undefined && devices.length === 0 && (
        <p class="empty">
          <strong>No devices yet.</strong> The first one that you pair appears here.
        </p>
      )}
      {hasMoreNodes.value && (
        <p class="hint">The first {shown.length} nodes are shown. The API lists them all.</p>
      )}
      <RemovalDialog />
    </section>
  );
}
