import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LinkedAccount } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { named } from '../console/tags.js';
import { TimeAgo } from '../console/time-ago.js';
import { accountOutcome } from '../state/account-outcome.js';
import { t } from '../state/language.js';
import { accounts, change } from '../state/settings.js';
import { accountProvider, loadSignInWays } from '../state/sign-in-ways.js';
import { Act, type Field, KeyField, Make, Row, Section } from './parts.js';

/** The accounts that the owner has linked, where the mesh has a provider. */
export function AccountSettings(): VNode | null {
  useEffect(() => void loadSignInWays(), []);
  const provider = accountProvider.value;
  if (!provider) return null;
  const outcome = accountOutcome.value;
  const link = async (field: Field): ReturnType<typeof change> => {
    const answer = await change(
      gateway.POST('/owner/accounts/link', { body: { key: field('key') } }),
      accounts,
    );
    if (answer.value) location.assign(answer.value.url);
    return answer;
  };
  return (
    <Section
      id="accounts"
      title={t('accounts.title')}
      hint={t.rich('accounts.hint', { provider: provider.name, bdi: named })}
      list={accounts}
      none={t('accounts.none')}
      row={(account) => <AccountRow key={account.accountId} account={account} />}
    >
      {outcome && (
        <p class={outcome === 'linked' ? 'note note-good' : 'note note-warn'} role="status">
          {t(`account.${outcome}`)}
        </p>
      )}
      <Make title={t('accounts.link')} button={t('accounts.go', { provider: provider.name })} send={link}>
        <KeyField />
      </Make>
    </Section>
  );
}

function AccountRow({
  account: { accountId, issuer, label, linkedAt, lastUsedAt },
}: {
  readonly account: LinkedAccount;
}): VNode {
  const unlink = (): ReturnType<typeof change> =>
    change(gateway.DELETE('/owner/accounts/{id}', { params: { path: { id: accountId } } }), accounts);
  return (
    <Row
      name={<bdi>{label}</bdi>}
      line={t.rich('accounts.line', {
        host: new URL(issuer).host,
        issuer: named,
        linked: () => <TimeAgo time={linkedAt} />,
        used: lastUsedAt === null ? 'no' : 'yes',
        last: () => <TimeAgo time={lastUsedAt ?? linkedAt} />,
      })}
    >
      <Act
        label={t('accounts.unlink')}
        of={t('accounts.of', { label })}
        isFinal
        act={unlink}
        said={t('accounts.unlinked', { label })}
      />
    </Row>
  );
}
