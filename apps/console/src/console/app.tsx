import type { VNode } from 'preact';
import { session } from '../state/session.js';
import { Activity } from './activity.js';
import { NewDevices } from './new-devices.js';
import { NodeList } from './node-list.js';
import { OpenPairings } from './open-pairings.js';
import { Announcer, OutageBanner, PlainHttpBanner, TopBar } from './page-frame.js';
import { PairPanel } from './pair-panel.js';
import { SignIn } from './sign-in.js';

/** The owner's console. */
export function App(): VNode {
  const state = session.value;
  return (
    <>
      <Announcer />
      <OutageBanner />
      {state.kind === 'loading' && <main class="blank" aria-busy="true" />}
      {state.kind === 'signedOut' && <SignIn reason={state.reason} />}
      {state.kind === 'signedIn' && (
        <>
          <a class="skip" href="#main">
            Skip to pairing
          </a>
          <TopBar session={state.session} />
          <PlainHttpBanner session={state.session} />
          <main id="main" class="page" tabIndex={-1}>
            <PairPanel addresses={state.session.addresses} meshName={state.session.mesh.name} />
            <NewDevices />
            <div class="columns">
              <NodeList />
              <div class="side">
                <OpenPairings />
                <Activity />
              </div>
            </div>
          </main>
          <footer class="foot">
            <span>Meshpair {state.session.version}</span>
            <a href="/docs">API</a>
          </footer>
        </>
      )}
    </>
  );
}
