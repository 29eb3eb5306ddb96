import { signal } from '@preact/signals';
import type { AcceptedInvitation, InvitationPreview } from '@meshpair/client';
import { gateway, outcomeOf } from '../api/client.js';
import type { Answer } from '../api/problem.js';
import { listed } from './settings.js';

export const people = listed(() => gateway.GET('/owner/people'));
export const invitations = listed(() => gateway.GET('/owner/people/invitations'));

/** Both at once: an accepted invitation is a person. */
export const peopleAndInvitations = {
  read: async (): Promise<void> => {
    await Promise.all([people.read(), invitations.read()]);
  },
};

/** What has come of the code of an invitation; nothing is accepted before a button is pressed. */
export const accepted = signal<AcceptedInvitation | undefined>(undefined);

export const previewInvitation = (code: string): Promise<Answer<InvitationPreview>> =>
  outcomeOf(gateway.POST('/invitation/preview', { body: { code } }));

export async function acceptInvitation(code: string): Promise<Answer<AcceptedInvitation>> {
  const answer = await outcomeOf(gateway.POST('/invitation/accept', { body: { code } }));
  if (answer.ok) accepted.value = answer.value;
  return answer;
}
