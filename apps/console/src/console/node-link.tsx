import type { TargetedMouseEvent, VNode } from 'preact';
import type { Node } from '@meshpair/client';
import { goTo, linkTo } from '../state/place.js';

/** A click that the browser would open elsewhere stays the browser's. */
export function follow(event: TargetedMouseEvent<HTMLAnchorElement>, go: () => void): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go();
}

/** A node's name, which leads to its page. */
export const NodeLink = ({ node: { id, name } }: { readonly node: Node }): VNode => (
  <a class="node-link" href={linkTo(id)} onClick={(event) => follow(event, () => goTo(id))}>
    <bdi>{name}</bdi>
  </a>
);
