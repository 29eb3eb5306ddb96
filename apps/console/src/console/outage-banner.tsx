import type { VNode } from 'preact';
import { isAway } from '../state/outage.js';

/** Says that the gateway is away; goes by itself when it is back. */
export function OutageBanner(): VNode {
  return (
    <div role="status">
      {isAway.value && (
        <p class="banner banner-warn">
          <span class="dot dot-waiting" aria-hidden="true" />
          <span>
            <strong>Meshpair does not answer.</strong> It may be restarting. This page tries again by itself;
            what is paired stays paired.
          </span>
        </p>
      )}
    </div>
  );
}
