import { z } from 'zod';
import { PERSON_ROLES } from '@meshpair/domain';
import { command } from './command.js';
import { Id, Secret, Timestamp } from './fields.js';
import { Name } from './name.js';
import { ByOwner, Digest, OwnerKey } from './owner-commands.js';

const Role = z.enum(PERSON_ROLES);

/** A person of a mesh, beside its founder. */
export const PersonView = z
  .object({ personId: Id, name: Name, role: Role, joinedAt: Timestamp })
  .meta({ id: 'Person' });
export type PersonView = z.infer<typeof PersonView>;

/** An invitation that still can be accepted; its code is in its link only. */
export const InvitationView = z
  .object({ invitationId: Id, name: Name, role: Role, createdAt: Timestamp, expiresAt: Timestamp })
  .meta({ id: 'Invitation' });
export type InvitationView = z.infer<typeof InvitationView>;

export const INVITATION_SECONDS = { min: 60, max: 7 * 86_400, standard: 86_400 } as const;

/** `key` is a live key of who invites: what lets somebody in is made with one. */
export const InvitePersonBody = z.strictObject({
  name: Name,
  role: Role,
  ttlSeconds: z.int().min(INVITATION_SECONDS.min).max(INVITATION_SECONDS.max).optional(),
  key: OwnerKey.optional(),
});
export type InvitePersonBody = z.infer<typeof InvitePersonBody>;

/** `key` is wanted for a role that may do more. */
export const ChangePersonBody = z
  .strictObject({ name: Name.optional(), role: Role.optional(), key: OwnerKey.optional() })
  .refine(({ name, role }) => name !== undefined || role !== undefined, {
    message: 'give name, role or both',
  });
export type ChangePersonBody = z.infer<typeof ChangePersonBody>;

/** What an invitation says to who has its link. */
export const InvitationPreview = z
  .object({
    owner: z.object({ name: z.string() }),
    name: Name,
    role: Role,
    /** The person who invites; null for the founder. */
    invitedBy: z.string().nullable(),
    expiresAt: Timestamp,
  })
  .meta({ id: 'InvitationPreview' });
export type InvitationPreview = z.infer<typeof InvitationPreview>;

/** The person that has come of an invitation, with its first key, in this answer only. */
export const JoinedPerson = z.object({
  ownerId: Id,
  ownerName: z.string(),
  person: PersonView,
  keyId: Id,
  key: z.string(),
  /** Of the console that was signed in with it. */
  expiresAt: Timestamp,
});
export type JoinedPerson = z.infer<typeof JoinedPerson>;

const Done = z.object({ done: z.literal(true) });

export const listPeople = command(
  'registry.person.list',
  z.strictObject({ ownerId: Id }),
  z.object({ items: z.array(PersonView).readonly() }),
);

/** Refuses with `not_found`, and a role that may do more without a live key of who asks with `invalid_request`. */
export const changePerson = command(
  'registry.person.change',
  ByOwner.extend({ ...ChangePersonBody.shape, personId: Id }),
  PersonView,
);

/** Ends all that signs the person in. Refuses with `not_found`. */
export const removePerson = command('registry.person.remove', ByOwner.extend({ personId: Id }), PersonView);

/** The gateway keeps the code, and tells its SHA-256. Refuses a key that is no live one of who asks with `invalid_request`. */
export const invitePerson = command(
  'registry.invitation.make',
  ByOwner.extend({ ...InvitePersonBody.shape, key: OwnerKey, codeDigest: Digest }),
  InvitationView,
);

export const listInvitations = command(
  'registry.invitation.list',
  z.strictObject({ ownerId: Id }),
  z.object({ items: z.array(InvitationView).readonly() }),
);

/** Refuses one that was used, has expired or is not there with `not_found`. */
export const revokeInvitation = command(
  'registry.invitation.revoke',
  ByOwner.extend({ invitationId: Id }),
  Done,
);

/** Changes nothing. Refuses as `revokeInvitation`. */
export const previewInvitation = command(
  'registry.invitation.preview',
  z.strictObject({ codeDigest: Digest }),
  InvitationPreview,
);

/** Once: makes the person, a key of theirs, and a console under a session id that the gateway has made. */
export const acceptInvitation = command(
  'registry.invitation.accept',
  z.strictObject({ code: Secret, sessionDigest: Digest, name: Name.optional() }),
  JoinedPerson,
);
