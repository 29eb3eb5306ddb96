import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ConsoleSession } from '@meshpair/client';
import { announcement } from '../state/announcements.js';
import { t } from '../state/language.js';
import { isAway } from '../state/outage.js';
import { goToSettings } from '../state/place.js';
import { signOut } from '../state/session.js';
import { Mark } from './mark.js';
import { follow } from './node-link.js';
import { code, strong } from './tags.js';

export const TopBar = ({ session }: { readonly session: ConsoleSession }): VNode => (
  <header class="top">
    <h1 class="brand">
      <Mark />
      <span class="brand-names">
        <bdi class="brand-mesh">{session.mesh.name}</bdi>
        <span class="brand-product">Meshpair</span>
      </span>
    </h1>
    <div class="top-end">
      <bdi class="owner">{session.person?.name ?? session.owner.name}</bdi>
      <a class="button-quiet" href="#/settings" onClick={(event) => follow(event, goToSettings)}>
        {t('frame.settings')}
      </a>
      <button type="button" class="button-quiet" onClick={() => void signOut()}>
        {t('frame.signOut')}
      </button>
    </div>
  </header>
);

/** Says that the gateway is away; goes by itself when it is back. */
export function OutageBanner(): VNode {
  return (
    <div role="status">
      {isAway.value && (
        <p class="banner banner-warn">
          <span class="dot dot-waiting" aria-hidden="true" />
          <span>{t.rich('frame.away', { b: strong })}</span>
        </p>
      )}
    </div>
  );
}

const KEY = 'meshpair.plain-http-seen';

/** Once per visit: secrets cross the network in the clear. */
export function PlainHttpBanner({ session }: { readonly session: ConsoleSession }): VNode | null {
  const [isSeen, setSeen] = useState(sessionStorage.getItem(KEY) !== null);
  if (!session.plainHttpBeyondLoopback || isSeen) return null;
  const close = (): void => {
    sessionStorage.setItem(KEY, '1');
    setSeen(true);
  };
  return (
    <aside class="banner banner-warn" aria-label={t('frame.security')}>
      <span>{t.rich('frame.plainHttp', { b: strong, code })}</span>
      <button type="button" class="button-quiet" onClick={close}>
        {t('frame.gotIt')}
      </button>
    </aside>
  );
}

/** The one live region for what happens outside the focus. */
export const Announcer = (): VNode => (
  <div class="unseen" role="status" aria-live="polite">
    {announcement.value}
  </div>
);
