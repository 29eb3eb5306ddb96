import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Session } from '../api/types.js';

const KEY = 'meshpair.plain-http-seen';

/** Once per visit: secrets cross the network in the clear. */
export function PlainHttpBanner({ session }: { readonly session: Session }): VNode | null {
  const [isSeen, setSeen] = useState(sessionStorage.getItem(KEY) !== null);
  if (!session.plainHttpBeyondLoopback || isSeen) return null;
  const close = (): void => {
    sessionStorage.setItem(KEY, '1');
    setSeen(true);
  };
  return (
    <aside class="banner banner-warn" aria-label="Connection security">
      <span>
        <strong>This connection is not encrypted.</strong> Others on this network could read it. Set
        <code> TLS=self-signed</code> before you pair where you do not trust everybody.
      </span>
      <button type="button" class="button-quiet" onClick={close}>
        Understood
      </button>
    </aside>
  );
}
