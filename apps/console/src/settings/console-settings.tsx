import type { VNode } from 'preact';
import type { OpenConsole } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { named } from '../console/tags.js';
import { TimeAgo } from '../console/time-ago.js';
import { t } from '../state/language.js';
import { change, consoles } from '../state/settings.js';
import { Act, Row, Section } from './parts.js';

/** Where the owner is signed in. */
export function ConsoleSettings(): VNode {
  const items = consoles.items.value ?? [];
  const own = items.find(({ isThis }) => isThis)?.person?.personId;
  const others = items.some(({ isThis, person }) => !isThis && person?.personId === own);
  return (
    <Section
      id="consoles"
      title={t('consoles.title')}
      hint={t('consoles.hint', { others: t('act.signOutOthers') })}
      list={consoles}
      none={t('consoles.none')}
      row={(open) => <ConsoleRow key={open.sessionId} open={open} />}
    >
      {others && (
        <p class="setting-foot">
          <Act
            label={t('act.signOutOthers')}
            of={t('consoles.all')}
            isFinal
            act={() => change(gateway.DELETE('/owner/consoles'), consoles)}
            said={t('consoles.allOut')}
          />
        </p>
      )}
    </Section>
  );
}

function ConsoleRow({ open }: { readonly open: OpenConsole }): VNode {
  const { sessionId, name, openedBy, createdAt, lastUsedAt, isThis, person } = open;
  const who = name ?? t('consoles.browser');
  const end = (): ReturnType<typeof change> =>
    change(gateway.DELETE('/owner/consoles/{id}', { params: { path: { id: sessionId } } }), consoles);
  return (
    <Row
      name={
        <>
          <bdi>{who}</bdi>
          {isThis && <span class="tag">{t('consoles.this')}</span>}
          {person && <bdi class="tag">{person.name}</bdi>}
        </>
      }
      line={t.rich('consoles.line', {
        kind: openedBy.kind,
        by: openedBy.name ?? openedBy.id,
        named,
        used: lastUsedAt === null ? 'no' : 'yes',
        when: () => <TimeAgo time={createdAt} />,
        last: () => <TimeAgo time={lastUsedAt ?? createdAt} />,
      })}
    >
      {!isThis && <Act label={t('act.signOut')} of={who} act={end} said={t('consoles.out', { name: who })} />}
    </Row>
  );
}
