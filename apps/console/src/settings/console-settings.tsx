import type { VNode } from 'preact';
import type { OpenConsole } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { TimeAgo } from '../console/time-ago.js';
import { change, consoles } from '../state/settings.js';
import { Act, Row, Section } from './parts.js';

/** Where the owner is signed in. */
export function ConsoleSettings(): VNode {
  const others = consoles.items.value?.some(({ isThis }) => !isThis) === true;
  return (
    <Section
      id="consoles"
      title="Signed-in consoles"
      hint="Each browser in which you are signed in. One that you sign out is refused within five seconds."
      list={consoles}
      none="None: you are here by a key."
      row={(open) => <ConsoleRow key={open.sessionId} open={open} />}
    >
      {others && (
        <p class="setting-foot">
          <Act
            label="Sign out all others"
            of="consoles"
            isFinal
            act={() => change(gateway.DELETE('/owner/consoles'), consoles)}
            said="All other consoles are signed out."
          />
        </p>
      )}
    </Section>
  );
}

function ConsoleRow({ open }: { readonly open: OpenConsole }): VNode {
  const { sessionId, name, openedBy, createdAt, lastUsedAt, isThis } = open;
  const who = name ?? 'A browser';
  const end = (): ReturnType<typeof change> =>
    change(gateway.DELETE('/owner/consoles/{id}', { params: { path: { id: sessionId } } }), consoles);
  return (
    <Row
      name={
        <>
          <bdi>{who}</bdi>
          {isThis && <span class="tag">This one</span>}
        </>
      }
      line={
        <>
          Signed in <TimeAgo time={createdAt} /> by{' '}
          {openedBy.kind === 'key' ? (
            <>
              the key <span class="mono">{openedBy.id}</span>
            </>
          ) : (
            <>
              the {openedBy.kind} <bdi>{openedBy.name ?? openedBy.id}</bdi>
            </>
          )}
          {lastUsedAt !== null && ', last used '}
          {lastUsedAt !== null && <TimeAgo time={lastUsedAt} />}
        </>
      }
    >
      {!isThis && <Act label="Sign out" of={who} act={end} said={`${who} is signed out.`} />}
    </Row>
  );
}
