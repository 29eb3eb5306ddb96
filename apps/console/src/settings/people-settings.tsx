import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Invitation, Person } from '@meshpair/client';
import { PERSON_ROLES, type PersonRole } from '@meshpair/domain';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { TimeAgo } from '../console/time-ago.js';
import { announce } from '../state/announcements.js';
import { invitations, people, peopleAndInvitations } from '../state/people.js';
import { change } from '../state/settings.js';
import { Act, type Field, Make, Row, Section, ShownOnce } from './parts.js';
import { ROLE_NAMES } from './role-words.js';

/** Who else may use this mesh, and who is invited. */
export function PeopleSettings(): VNode {
  const [link, setLink] = useState<string>();
  const invite = async (field: Field): Promise<object> => {
    const body = { name: field('name'), role: field('role') as PersonRole, key: field('key') };
    const outcome = await change(gateway.POST('/owner/people/invitations', { body }), invitations);
    setLink(outcome.value?.url);
    return outcome;
  };
  return (
    <Section
      id="people"
      title="People"
      hint="Who else uses this mesh. An approver pairs and denies devices; a viewer only looks."
      list={people}
      none="Nobody else."
      row={(person) => <PersonRow key={person.personId} person={person} />}
    >
      <Invitations />
      {link !== undefined && <ShownOnce label="The link to send" secret={link} />}
      <Make title="Invite somebody" button="Make a link" send={invite}>
        <label>
          Name
          <input name="name" required maxLength={64} autocomplete="off" />
        </label>
        <label>
          Role
          <select name="role">
            {[...PERSON_ROLES].reverse().map((role) => (
              <option key={role} value={role}>
                {ROLE_NAMES[role]}
              </option>
            ))}
          </select>
        </label>
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

/** The open ones; they are read with the people. */
function Invitations(): VNode | null {
  const open = invitations.items.value;
  if (open === undefined) void invitations.read();
  if (!open || open.length === 0) return null;
  return (
    <>
      <h3 class="setting-part">Invited</h3>
      <ul class="setting-rows">
        {open.map((invitation) => (
          <InvitationRow key={invitation.invitationId} invitation={invitation} />
        ))}
      </ul>
    </>
  );
}

function InvitationRow({ invitation }: { readonly invitation: Invitation }): VNode {
  const { invitationId, name, role, createdAt } = invitation;
  const path = { params: { path: { id: invitationId } } };
  return (
    <Row
      name={<bdi>{name}</bdi>}
      line={
        <>
          {ROLE_NAMES[role]}, invited <TimeAgo time={createdAt} />
        </>
      }
    >
      <Act
        label="Revoke"
        of={`the invitation of ${name}`}
        act={() => change(gateway.DELETE('/owner/people/invitations/{id}', path), peopleAndInvitations)}
        said={`${name} is not invited any more.`}
      />
    </Row>
  );
}

function PersonRow({ person: { personId, name, role, joinedAt } }: { readonly person: Person }): VNode {
  const path = { params: { path: { id: personId } } };
  return (
    <Row
      name={<bdi>{name}</bdi>}
      line={
        <>
          {ROLE_NAMES[role]}, here since <TimeAgo time={joinedAt} />
          <RoleForm person={{ personId, name, role, joinedAt }} />
        </>
      }
    >
      <Act
        label="Remove"
        of={name}
        isFinal
        act={() => change(gateway.DELETE('/owner/people/{id}', path), peopleAndInvitations)}
        said={`${name} may not use the mesh any more.`}
      />
    </Row>
  );
}

/** A role that may do more takes a key. */
function RoleForm({ person: { personId, name, role } }: { readonly person: Person }): VNode {
  const [wanted, setWanted] = useState<PersonRole>(role);
  const isMore = PERSON_ROLES.indexOf(wanted) < PERSON_ROLES.indexOf(role);
  const send = async (field: Field): Promise<{ readonly refusal?: Refusal }> => {
    const key = field('key');
    const body = { role: wanted, ...(key !== '' && { key }) };
    const calling = gateway.PATCH('/owner/people/{id}', { params: { path: { id: personId } }, body });
    const outcome = await change(calling, people);
    if (!outcome.refusal) announce(`${name} is now: ${ROLE_NAMES[wanted]}.`);
    return outcome;
  };
  return (
    <Make title="Change role" button="Save" send={send}>
      <label>
        Role of {name}
        <select value={wanted} onChange={(event) => setWanted(event.currentTarget.value as PersonRole)}>
          {PERSON_ROLES.map((each) => (
            <option key={each} value={each}>
              {ROLE_NAMES[each]}
            </option>
          ))}
        </select>
      </label>
      {isMore && (
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
      )}
    </Make>
  );
}
