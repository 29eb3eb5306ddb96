import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Invitation, Person } from '@meshpair/client';
import { PERSON_ROLES, type PersonRole } from '@meshpair/domain';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { TimeAgo } from '../console/time-ago.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { invitations, people, peopleAndInvitations } from '../state/people.js';
import { change } from '../state/settings.js';
import { Act, type Field, KeyField, Make, Row, Section, ShownOnce } from './parts.js';

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
      title={t('people.title')}
      hint={t('people.hint')}
      list={people}
      none={t('people.none')}
      row={(person) => <PersonRow key={person.personId} person={person} />}
    >
      <Invitations />
      {link !== undefined && <ShownOnce label={t('people.link')} secret={link} />}
      <Make title={t('people.invite')} button={t('people.make')} send={invite}>
        <label>
          {t('people.name')}
          <input name="name" required maxLength={64} autocomplete="off" />
        </label>
        <label>
          {t('people.role')}
          <select name="role">
            {[...PERSON_ROLES].reverse().map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </select>
        </label>
        <KeyField />
      </Make>
    </Section>
  );
}

/** The open ones. */
function Invitations(): VNode | null {
  const open = invitations.items.value;
  useEffect(() => void invitations.read(), []);
  if (!open || open.length === 0) return null;
  return (
    <>
      <h3 class="setting-part">{t('people.invited')}</h3>
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
      line={t.rich('people.invitedLine', {
        role: t(`role.${role}`),
        when: () => <TimeAgo time={createdAt} />,
      })}
    >
      <Act
        label={t('act.revoke')}
        of={t('people.invitation', { name })}
        act={() => change(gateway.DELETE('/owner/people/invitations/{id}', path), peopleAndInvitations)}
        said={t('people.uninvited', { name })}
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
          {t.rich('people.line', { role: t(`role.${role}`), when: () => <TimeAgo time={joinedAt} /> })}
          <RoleForm person={{ personId, name, role, joinedAt }} />
        </>
      }
    >
      <Act
        label={t('act.remove')}
        of={name}
        isFinal
        act={() => change(gateway.DELETE('/owner/people/{id}', path), peopleAndInvitations)}
        said={t('people.removed', { name })}
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
    if (!outcome.refusal) announce(t('people.isNow', { name, role: t(`role.${wanted}`) }));
    return outcome;
  };
  return (
    <Make title={t('people.changeRole')} button={t('people.save')} send={send}>
      <label>
        {t('people.roleOf', { name })}
        <select value={wanted} onChange={(event) => setWanted(event.currentTarget.value as PersonRole)}>
          {PERSON_ROLES.map((each) => (
            <option key={each} value={each}>
              {t(`role.${each}`)}
            </option>
          ))}
        </select>
      </label>
      {isMore && <KeyField />}
    </Make>
  );
}
