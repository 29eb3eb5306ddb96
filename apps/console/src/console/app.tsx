import type { TargetedMouseEvent, VNode } from 'preact';
import { t } from '../state/language.js';
import { active } from '../state/pairing.js';
import { isOverview, place } from '../state/place.js';
import { may } from '../state/role.js';
import { session } from '../state/session.js';
import { isHelpWanted } from '../state/shortcuts.js';
import { Activity } from './activity.js';
import { Device, Invitation, Many, Settings } from './fetched-parts.js';
import { NewDevices } from './new-devices.js';
import { NodeList } from './node-list.js';
import { OpenPairings } from './open-pairings.js';
import { Announcer, OutageBanner, PlainHttpBanner, TopBar } from './page-frame.js';
import { PairPanel } from './pair-panel.js';
import { PasskeyOffer } from './passkey-offer.js';
import { RemovalDialog } from './removal-dialog.js';
import { Shortcuts } from './shortcuts.js';
import { SignIn } from './sign-in.js';
import { UndoToast } from './undo-toast.js';

/** Without a new address, which says what the page shows. */
function skip(event: TargetedMouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** The owner's console. */
export function App(): VNode {
  const state = session.value;
  return (
    <>
      <Announcer />
      <OutageBanner />
      {state.kind === 'loading' && <main class="blank" aria-busy="true" />}
      {state.kind === 'signedOut' && <SignIn reason={state.reason} />}
      {state.kind === 'invited' && <Invitation code={state.code} />}
      {state.kind === 'signedIn' && (
        <>
          <a class="skip" href="#main" onClick={skip}>
            {t('frame.skip')}
          </a>
          <TopBar session={state.session} />
          <PlainHttpBanner session={state.session} />
          <main id="main" class="page" tabIndex={-1}>
            <UndoToast />
            {may('approver') && (isOverview() || active.value) && (
              <PairPanel addresses={state.session.addresses} meshName={state.session.mesh.name} />
            )}
            {isOverview() && <PasskeyOffer />}
            {isOverview() && <Overview />}
            {place.value.nodeId !== undefined && <Device />}
            {place.value.isSettings && <Settings session={state.session} />}
            <RemovalDialog />
            <Many />
          </main>
          <footer class="foot">
            <span>Meshpair {state.session.version}</span>
            <a href="/docs">API</a>
            <button type="button" class="link" onClick={() => void (isHelpWanted.value = true)}>
              {t('frame.shortcuts')}
            </button>
          </footer>
          <Shortcuts addresses={state.session.addresses} />
        </>
      )}
    </>
  );
}

const Overview = (): VNode => (
  <>
    <NewDevices />
    <div class="columns">
      <NodeList />
      <div class="side">
        <OpenPairings />
        <Activity />
      </div>
    </div>
  </>
);
