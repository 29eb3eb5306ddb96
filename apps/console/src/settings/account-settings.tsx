import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LinkedAccount } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { TimeAgo } from '../console/time-ago.js';
import { accountOutcome, outcomeWords } from '../state/account-outcome.js';
import { accounts, change } from '../state/settings.js';
import { accountProvider, loadSignInWays } from '../state/sign-in-ways.js';
import { Act, type Field, Make, Row, Section } from './parts.js';

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
      title="Linked accounts"
      hint={`Accounts of ${provider.name} that sign you in. If it is away, your key and passkeys still do.`}
      list={accounts}
      none="None yet."
      row={(account) => <AccountRow key={account.accountId} account={account} />}
    >
      {outcome && (
        <p class={outcome === 'linked' ? 'note note-good' : 'note note-warn'} role="status">
          {outcomeWords(outcome)}
        </p>
      )}
      <Make title="Link an account" button={`Go to ${provider.name}`} send={link}>
        <label>
          A key that you have
          <input
            name="key"
            type="password"
            required
            dir="ltr"
            autocomplete="current-password"
            placeholder="mpo_…"
          />
        </label>
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
      line={
        <>
          {new URL(issuer).host}, linked <TimeAgo time={linkedAt} />
          {lastUsedAt === null ? ', not used yet' : ', last used '}
          {lastUsedAt !== null && <TimeAgo time={lastUsedAt} />}
        </>
      }
    >
      <Act
        label="Unlink"
        of={`account ${label}`}
        isFinal
        act={unlink}
        said={`The account ${label} is unlinked.`}
      />
    </Row>
  );
}
