import { randomBytes } from 'node:crypto';
import {
  accepted,
  type AccountAnswer,
  type LinkedAccountView,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner, partsOfOwnerKey } from '@meshpair/domain';
import type { ConsoleSessionRecord, NewConsoleSession } from '@meshpair/persistence';
import { credentialHolderOf } from '../passkeys/touches.js';
import type { RegistryContext } from '../registry-context.js';
import { KEY_WANTED } from './own-keys.js';

const SIGN_IN = 'account-sign-in';

/** A state to go to the provider with. */
export const beginAccountSignIn = ({
  challenges,
  now,
}: RegistryContext): Promise<Reply<{ readonly state: string }>> =>
  Promise.resolve(accepted({ state: challenges.make(SIGN_IN, now()) }));

/** A session by an account that the provider vouches for; undefined where it is nobody's, or the state does not count. */
export async function openByAccount(
  { challenges, passkeys, consoles }: RegistryContext,
  session: NewConsoleSession,
  { issuer, subject, state }: AccountAnswer,
): Promise<ConsoleSessionRecord | undefined> {
  const expiresAt = challenges.expiryOf(state, SIGN_IN, session.now);
  if (!expiresAt || !(await passkeys.spend(state, expiresAt))) return undefined;
  return consoles.openByAccount(session, { issuer, subject });
}

/** Lets an owner who has shown a live key link an account. */
export async function offerAccountLink(
  { accounts }: RegistryContext,
  { key, ...owner }: RequestOf<typeof registryCommands.offerAccountLink>,
): Promise<Reply<{ readonly state: string }>> {
  const by = partsOfOwnerKey(key);
  const state = randomBytes(32).toString('base64url');
  if (by && (await accounts.permit(credentialHolderOf(owner), by, state))) return accepted({ state });
  return KEY_WANTED;
}

export async function linkAccount(
  { accounts, now, newId, recorded }: RegistryContext,
  { state, ...account }: RequestOf<typeof registryCommands.linkAccount>,
): Promise<Reply<{ readonly ownerId: string }>> {
  const ownerId = await accounts.link({ ...account, accountId: newId() }, state, now());
  if (ownerId === undefined) return refused('conflict');
  recorded();
  return accepted({ ownerId });
}

export async function listAccounts(
  { accounts }: RegistryContext,
  owner: RequestOf<typeof registryCommands.listAccounts>,
): Promise<Reply<{ readonly items: readonly LinkedAccountView[] }>> {
  const items = (await accounts.list(credentialHolderOf(owner))).map(
    ({ accountId, issuer, label, linkedAt, lastUsedAt }) => ({
      accountId,
      issuer,
      label,
      linkedAt: linkedAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }),
  );
  return accepted({ items });
}

export async function unlinkAccount(
  { accounts, now, recorded }: RegistryContext,
  { accountId, ...owner }: RequestOf<typeof registryCommands.unlinkAccount>,
): Promise<Reply<{ readonly done: true }>> {
  if (!(await accounts.unlink(accountId, byOwner(owner, now())))) return refused('not_found');
  recorded();
  return accepted({ done: true });
}
