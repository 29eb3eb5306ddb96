/** What a person of a mesh may be, from the one who may do most: who has a role may do what the later ones may. */
export const PERSON_ROLES = ['owner', 'approver', 'viewer'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** A person who acts in a mesh. The founder, who holds the operator's keys, is none of them. */
export interface Person {
  readonly personId: string;
  readonly name: string;
  readonly role: PersonRole;
}

/** Whether a role does for what takes another. */
export const isEnough = (role: PersonRole, needed: PersonRole): boolean =>
  PERSON_ROLES.indexOf(role) <= PERSON_ROLES.indexOf(needed);

/** The founder may do everything. */
export const roleOf = (person: Pick<Person, 'role'> | undefined): PersonRole => person?.role ?? 'owner';

/** What belongs to a person, or to the founder. */
interface Owned {
  readonly person: Pick<Person, 'personId'> | null;
}

/** Whether it is of the one who asks. */
export const isOwn = ({ person }: Owned, asking: Pick<Person, 'personId'> | undefined): boolean =>
  person?.personId === asking?.personId;

/** An owner sees and ends what is anybody's; others their own. */
export const mayEnd = (of: Owned, asking: Pick<Person, 'personId' | 'role'> | undefined): boolean =>
  roleOf(asking) === 'owner' || isOwn(of, asking);
