import {
  accepted,
  INVITATION_SECONDS,
  type InvitationPreview,
  type InvitationView,
  type JoinedPerson,
  type PersonView,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner, partsOfOwnerKey, writeOwnerKey } from '@meshpair/domain';
import type { InvitationRecord, PersonRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { SESSION_MS } from './console-sessions.js';
import { KEY_WANTED } from './own-keys.js';

type Context = Pick<RegistryContext, 'people' | 'now' | 'recorded' | 'newId'>;

export async function listPeople(
  { people }: Context,
  { ownerId }: RequestOf<typeof registryCommands.listPeople>,
): Promise<Reply<{ readonly items: readonly PersonView[] }>> {
  return accepted({ items: (await people.list(ownerId)).map(personViewOf) });
}

/** Renames a person, or gives it another role; counts within five seconds. */
export async function changePerson(
  { people, now, recorded }: Context,
  { personId, name, role, key, ...owner }: RequestOf<typeof registryCommands.changePerson>,
): Promise<Reply<PersonView>> {
  const change = { name, role, key: key === undefined ? undefined : partsOfOwnerKey(key) };
  const changed = await people.change(personId, change, owner.person, byOwner(owner, now()));
  if (!changed) return refused('not_found');
  if (changed === 'key_wanted') return KEY_WANTED;
  recorded();
  return accepted(personViewOf(changed));
}

/** Ends all that signs a person in, within five seconds. */
export async function removePerson(
  { people, now, recorded }: Context,
  { personId, ...owner }: RequestOf<typeof registryCommands.removePerson>,
): Promise<Reply<PersonView>> {
  const removed = await people.remove(personId, byOwner(owner, now()));
  if (!removed) return refused('not_found');
  recorded();
  return accepted(personViewOf(removed));
}

/** Invites somebody, with a key of who asks. */
export async function invitePerson(
  { people, now, recorded, newId }: Context,
  { key, codeDigest, name, role, ttlSeconds, ...owner }: RequestOf<typeof registryCommands.invitePerson>,
): Promise<Reply<InvitationView>> {
  const parts = partsOfOwnerKey(key);
  if (!parts) return KEY_WANTED;
  const seconds = ttlSeconds ?? INVITATION_SECONDS.standard;
  const wanted = { invitationId: newId(), codeDigest, name, role, seconds, key: parts };
  const invitation = await people.invite(wanted, owner.person, byOwner(owner, now()));
  if (!invitation) return KEY_WANTED;
  recorded();
  return accepted(invitationViewOf(invitation));
}

export async function listInvitations(
  { people }: Context,
  { ownerId }: RequestOf<typeof registryCommands.listInvitations>,
): Promise<Reply<{ readonly items: readonly InvitationView[] }>> {
  return accepted({ items: (await people.invitations(ownerId)).map(invitationViewOf) });
}

export async function revokeInvitation(
  { people, now, recorded }: Context,
  { invitationId, ...owner }: RequestOf<typeof registryCommands.revokeInvitation>,
): Promise<Reply<{ readonly done: true }>> {
  const revoked = await people.revokeInvitation(invitationId, byOwner(owner, now()));
  if (!revoked) return refused('not_found');
  recorded();
  return accepted({ done: true });
}

/** What an invitation is for. Changes nothing: link previews look at it. */
export async function previewInvitation(
  { people }: Context,
  { codeDigest }: RequestOf<typeof registryCommands.previewInvitation>,
): Promise<Reply<InvitationPreview>> {
  const invitation = await people.findInvitation(codeDigest);
  if (!invitation) return refused('not_found');
  const { ownerName, invitedBy, name, role, expiresAt } = invitation;
  return accepted({
    owner: { name: ownerName },
    invitedBy,
    name,
    role,
    expiresAt: expiresAt.toISOString(),
  });
}

/** Makes a person of the mesh, once, with a key that is in the answer this once, and signs a console in. */
export async function acceptInvitation(
  { people, now, recorded, newId }: Context,
  { code, sessionDigest, name: browser }: RequestOf<typeof registryCommands.acceptInvitation>,
): Promise<Reply<JoinedPerson>> {
  const at = now();
  const expiresAt = new Date(at.getTime() + SESSION_MS);
  const joined = await people.accept(code, newId(), { sessionDigest, name: browser, now: at, expiresAt });
  if (!joined) return refused('not_found');
  recorded();
  const { ownerId, ownerName, keyId } = joined;
  return accepted({
    ownerId,
    ownerName,
    person: personViewOf(joined),
    keyId,
    key: writeOwnerKey(joined),
    expiresAt: expiresAt.toISOString(),
  });
}

const personViewOf = ({ personId, name, role, joinedAt }: PersonRecord): PersonView => ({
  personId,
  name,
  role,
  joinedAt: joinedAt.toISOString(),
});

const invitationViewOf = ({
  invitationId,
  name,
  role,
  createdAt,
  expiresAt,
}: InvitationRecord): InvitationView => ({
  invitationId,
  name,
  role,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
