import { randomBytes } from 'node:crypto';
import { generateRegistrationOptions } from '@simplewebauthn/server';
import {
  accepted,
  type PasskeyOptions,
  type PasskeyView,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner, partsOfOwnerKey } from '@meshpair/domain';
import type { PasskeyRecord } from '@meshpair/persistence';
import { CHALLENGE_MS } from '../passkeys/challenges.js';
import { checkedAttestation, idOf } from '../passkeys/checked-passkey.js';
import { credentialHolderOf, isTouch } from '../passkeys/touches.js';
import type { RegistryContext } from '../registry-context.js';
import { KEY_WANTED } from './own-keys.js';

type Context = Pick<RegistryContext, 'passkeys' | 'challenges' | 'touchRules' | 'now' | 'recorded' | 'newId'>;

/** An ES256 key everywhere; EdDSA and RS256 where the authenticator has no other (COSE algorithms, RFC 9053). */
const ALGORITHMS = [-7, -8, -257];

export async function listPasskeys(
  { passkeys }: Context,
  owner: RequestOf<typeof registryCommands.listPasskeys>,
): Promise<Reply<{ readonly items: readonly PasskeyView[] }>> {
  return accepted({ items: (await passkeys.list(credentialHolderOf(owner))).map(viewOf) });
}

/** What a browser is asked for, so that its owner, who has shown a live key, gets a passkey. */
export async function offerPasskey(
  context: Context,
  { ownerName, key, rpId, meshName, touch, ...owner }: RequestOf<typeof registryCommands.offerPasskey>,
): Promise<Reply<PasskeyOptions>> {
  const { passkeys, touchRules } = context;
  const holder = credentialHolderOf(owner);
  // Who has none yet cannot touch one.
  const isGuarded =
    (await touchRules.read(owner.ownerId)) !== 'never' && (await passkeys.list(holder)).length > 0;
  if (isGuarded && !(touch && (await isTouch(context, holder, { newPasskey: true }, touch))))
    return refused('passkey_required');
  const by = partsOfOwnerKey(key);
  const challenge = randomBytes(32).toString('base64url');
  if (!by || !(await passkeys.permit(holder, by, challenge))) return KEY_WANTED;
  const existing = (await passkeys.list(holder)).filter((passkey) => passkey.rpId === rpId);
  const options = await generateRegistrationOptions({
    rpName: meshName,
    rpID: rpId,
    userName: ownerName,
    userDisplayName: ownerName,
    userID: new TextEncoder().encode(holder.personId ?? holder.ownerId),
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    timeout: CHALLENGE_MS,
    attestationType: 'none',
    excludeCredentials: existing.map(idOf),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return accepted({ ...options });
}

/** Adds the passkey that was offered to the owner. */
export async function addPasskey(
  { passkeys, now, recorded, newId }: Context,
  { name, challenge, origin, attestation, ...owner }: RequestOf<typeof registryCommands.addPasskey>,
): Promise<Reply<PasskeyView>> {
  const checked = await checkedAttestation({ attestation, challenge, origin, algorithms: ALGORITHMS });
  const passkey = checked && { ...checked, passkeyId: newId(), challenge, name };
  const added = passkey && (await passkeys.add(passkey, byOwner(owner, now())));
  if (!added) {
    const message = 'must be a new passkey, for the challenge that you got';
    return refused('invalid_request', { errors: [{ field: 'attestation', message }] });
  }
  recorded();
  return accepted(viewOf(added));
}

export async function removePasskey(
  { passkeys, now, recorded }: Context,
  { passkeyId, ...owner }: RequestOf<typeof registryCommands.removePasskey>,
): Promise<Reply<{ readonly done: true }>> {
  const removed = await passkeys.remove(passkeyId, byOwner(owner, now()));
  if (!removed) return refused('not_found');
  if (removed === 'last')
    return refused('conflict', { detail: 'It is your last passkey, and PINs want one: change that first' });
  recorded();
  return accepted({ done: true });
}

const viewOf = ({
  passkeyId,
  name,
  rpId,
  isBackedUp,
  createdAt,
  lastUsedAt,
}: PasskeyRecord): PasskeyView => ({
  passkeyId,
  name,
  rpId,
  isBackedUp,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
