import type { NodeView, Page } from '@meshpair/contracts';
import { permissionWords, timeAgo, type Translate } from '@meshpair/words';
import { type DevicePage, ICONS, NAMED, STRONG } from '../../pages/device-page.js';
import { type Html, html, joinHtml, messageHtml } from '../../pages/html.js';

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

/** The device's home: its node, its peers, and the way out. */
export function homePage(t: Translate, home: Home): DevicePage {
  const { mesh, node, done } = home;
  const notice =
    done && html`<p class="notice good" role="status">${ICONS.done}<span>${t(`home.${done}`)}</span></p>`;
  return {
    kind: 'home',
    title: done === 'paired' ? t('home.pairedTitle', { mesh }) : node.name,
    tone: 'good',
    main: html`${notice || undefined}
      <h1><bdi>${node.name}</bdi></h1>
      <p class="lead">${messageHtml(t.rich('home.nodeOf', { mesh, ...STRONG }))}</p>
      ${factsOf(t, home)} ${renameForm(t, home)}
      <section aria-labelledby="peers">
        <h2 id="peers">${t('home.peers')}</h2>
        ${peersOf(t, home)}
      </section>
      ${leaveForm(t, home)}`,
  };
}

function factsOf(t: Translate, { node, now }: Home): Html {
  const permissions = node.permissions.map((scope) => html`<li>${permissionWords(t, scope)}</li>`);
  return html`<dl class="facts">
    <div>
      <dt>${t('home.ip')}</dt>
      <dd><bdi dir="ltr">${node.ip}</bdi></dd>
    </div>
    <div>
      <dt>${t('home.lastSeen')}</dt>
      <dd>${seenAt(t, node, now)}</dd>
    </div>
    <div>
      <dt>${t('home.may')}</dt>
      <dd>
        <ul>
          ${joinHtml(permissions)}
        </ul>
      </dd>
    </div>
  </dl>`;
}

function renameForm(t: Translate, { node, complaint, proof }: Home): Html {
  const warning =
    complaint === undefined ? undefined : html`<p class="notice bad" role="alert">${complaint}</p>`;
  return html`<details class="fold" ${complaint === undefined ? undefined : html` open`}>
    <summary>${t('home.rename')}</summary>
    ${warning}
    <form method="post" action="/join/rename">
      <input type="hidden" name="proof" value="${proof}" />
      <label for="name">${t('home.newName')}</label>
      <input
        id="name"
        name="name"
        value="${node.name}"
        required
        maxlength="64"
        autocomplete="off"
        dir="auto"
      />
      <button type="submit">${t('home.save')}</button>
    </form>
  </details>`;
}

function peersOf(t: Translate, { peers, now, isFirstPage }: Home): Html {
  if (peers === undefined) return html`<p class="hint">${t('home.mayNotSee')}</p>`;
  if (peers.items.length === 0) return html`<p class="hint">${t('home.noPeers')}</p>`;
  const rows = peers.items.map(
    (peer) =>
      html`<li>
        ${peer.role === 'host' ? ICONS.host : ICONS.device}
        <span class="who">
          <bdi>${peer.name}</bdi>
          <small
            >${peer.role === 'host' ? html`${t('home.host')}, ` : ''}<bdi dir="ltr">${peer.ip}</bdi></small
          >
        </span>
        ${peer.role === 'host' ? undefined : html`<small>${messageHtml(t.rich('home.seen', { when: () => seenAt(t, peer, now) }))}</small>`}
      </li>`,
  );
  const back = isFirstPage
    ? undefined
    : html`<a class="button quiet" href="/join/home">${t('home.first')}</a>`;
  const more =
    peers.nextCursor === null
      ? undefined
      : html`<a class="button quiet" href="/join/home?after=${peers.nextCursor}">${t('home.more')}</a>`;
  return html`<ul class="peers">
      ${joinHtml(rows)}
    </ul>
    ${back} ${more}`;
}

function leaveForm(t: Translate, { proof }: Home): Html {
  return html`<details class="fold leave">
    <summary>${t('home.leave')}</summary>
    <p>${t('home.leaveText')}</p>
    <form method="post" action="/join/leave">
      <input type="hidden" name="proof" value="${proof}" />
      <button type="submit" class="danger">${t('home.leaveYes')}</button>
    </form>
  </details>`;
}

const seenAt = (t: Translate, { lastSeenAt }: NodeView, now: Date): Html =>
  lastSeenAt === null
    ? html`${t('home.notYet')}`
    : html`<time datetime="${lastSeenAt}">${timeAgo(t, lastSeenAt, now.getTime())}</time>`;

/** After the device left by its own wish. */
export const leftPage = (t: Translate, mesh: string): DevicePage => ({
  kind: 'said',
  title: t('left.title'),
  tone: 'good',
  main: html`<p class="badge">${ICONS.done}</p>
    <h1>${messageHtml(t.rich('left.heading', { mesh, ...NAMED }))}</h1>
    <p class="lead">${t('left.lead')}</p>`,
});

/** For a session that the registry no longer knows. */
export const removedPage = (t: Translate, mesh: string): DevicePage => ({
  kind: 'said',
  title: t('removed.title'),
  tone: 'bad',
  main: html`<p class="badge">${ICONS.stopped}</p>
    <h1>${t('removed.title')}</h1>
    <p class="lead">${messageHtml(t.rich('removed.lead', { mesh, ...STRONG }))}</p>`,
});
