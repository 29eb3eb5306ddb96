import type { NodeView, Page } from '@meshpair/contracts';
import { ownPermission, timeAgo } from '@meshpair/words';
import { type DevicePage, ICONS } from '../../pages/device-page.js';
import { type Html, html, joinHtml } from '../../pages/html.js';

export const DONE = ['paired', 'renamed'] as const;

export interface Home {
  readonly mesh: string;
  readonly node: NodeView;
  /** Undefined when the device may not see them. */
  readonly peers: Page<NodeView> | undefined;
  readonly isFirstPage: boolean;
  /** What was just done, to say so once. */
  readonly done?: (typeof DONE)[number];
  readonly complaint?: string;
  /** See `formProof`. */
  readonly proof: string;
  readonly now: Date;
}

const DONE_WORDS = { paired: 'Paired: this device is in the mesh.', renamed: 'The name is saved.' };

/** The device's home: its node, its peers, and the way out. */
export function homePage(home: Home): DevicePage {
  const { mesh, node, done } = home;
  const notice =
    done && html`<p class="notice good" role="status">${ICONS.done}<span>${DONE_WORDS[done]}</span></p>`;
  return {
    kind: 'home',
    title: done === 'paired' ? `Paired with ${mesh}` : node.name,
    tone: 'good',
    main: html`${notice || undefined}
      <h1><bdi>${node.name}</bdi></h1>
      <p class="lead">
        A node of <strong><bdi>${mesh}</bdi></strong>
      </p>
      ${factsOf(home)} ${renameForm(home)}
      <section aria-labelledby="peers">
        <h2 id="peers">Other nodes</h2>
        ${peersOf(home)}
      </section>
      ${leaveForm(home)}`,
  };
}

function factsOf({ node, now }: Home): Html {
  const permissions = node.permissions.map((scope) => html`<li>${ownPermission(scope)}</li>`);
  return html`<dl class="facts">
    <div>
      <dt>IP address</dt>
      <dd dir="ltr">${node.ip}</dd>
    </div>
    <div>
      <dt>Last seen</dt>
      <dd>${seenAt(node, now)}</dd>
    </div>
    <div>
      <dt>It may</dt>
      <dd>
        <ul>
          ${joinHtml(permissions)}
        </ul>
      </dd>
    </div>
  </dl>`;
}

function renameForm({ node, complaint, proof }: Home): Html {
  const warning =
    complaint === undefined ? undefined : html`<p class="notice bad" role="alert">${complaint}</p>`;
  return html`<details class="fold" ${complaint === undefined ? undefined : html` open`}>
    <summary>Rename</summary>
    ${warning}
    <form method="post" action="/join/rename">
      <input type="hidden" name="proof" value="${proof}" />
      <label for="name">New name</label>
      <input
        id="name"
        name="name"
        value="${node.name}"
        required
        maxlength="64"
        autocomplete="off"
        dir="auto"
      />
      <button type="submit">Save</button>
    </form>
  </details>`;
}

function peersOf({ peers, now, isFirstPage }: Home): Html {
  if (peers === undefined) return html`<p class="hint">This device may not see the other nodes.</p>`;
  if (peers.items.length === 0) return html`<p class="hint">There are no other nodes yet.</p>`;
  const rows = peers.items.map(
    (peer) =>
      html`<li>
        ${peer.role === 'host' ? ICONS.host : ICONS.device}
        <span class="who">
          <bdi>${peer.name}</bdi>
          <small>${peer.role === 'host' ? 'Host, ' : ''}<span dir="ltr">${peer.ip}</span></small>
        </span>
        ${peer.role === 'host' ? undefined : html`<small>Seen: ${seenAt(peer, now)}</small>`}
      </li>`,
  );
  const back = isFirstPage ? undefined : html`<a class="button quiet" href="/join/home">First nodes</a>`;
  const more =
    peers.nextCursor === null
      ? undefined
      : html`<a class="button quiet" href="/join/home?after=${peers.nextCursor}">More nodes</a>`;
  return html`<ul class="peers">
      ${joinHtml(rows)}
    </ul>
    ${back} ${more}`;
}

function leaveForm({ proof }: Home): Html {
  return html`<details class="fold leave">
    <summary>Leave the mesh</summary>
    <p>This device loses its place and its key. To come back, it has to be paired again.</p>
    <form method="post" action="/join/leave">
      <input type="hidden" name="proof" value="${proof}" />
      <button type="submit" class="danger">Yes, leave the mesh</button>
    </form>
  </details>`;
}

const seenAt = ({ lastSeenAt }: NodeView, now: Date): Html =>
  lastSeenAt === null
    ? html`not yet`
    : html`<time datetime="${lastSeenAt}">${timeAgo(lastSeenAt, now.getTime())}</time>`;

/** After the device left by its own wish. */
export const leftPage = (mesh: string): DevicePage => ({
  kind: 'said',
  title: 'This device has left',
  tone: 'good',
  main: html`<p class="badge">${ICONS.done}</p>
    <h1>This device has left <bdi>${mesh}</bdi></h1>
    <p class="lead">It is no longer a node. To come back, scan a new QR code of the owner.</p>`,
});

/** For a session that the registry no longer knows. */
export const removedPage = (mesh: string): DevicePage => ({
  kind: 'said',
  title: 'This device was removed',
  tone: 'bad',
  main: html`<p class="badge">${ICONS.stopped}</p>
    <h1>This device was removed</h1>
    <p class="lead">
      It is no longer a node of <strong><bdi>${mesh}</bdi></strong
      >: the owner removed it, or it was away for too long. To come back, ask the owner for a new QR code and
      scan it.
    </p>`,
});
