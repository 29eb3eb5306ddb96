import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Calling } from '@meshpair/client';
import { gateway } from '../api/client.js';
import type { Answer, Refusal } from '../api/problem.js';
import { reportTrouble, session } from './session.js';

/** A list of the gateway's; undefined until it is read. */
export interface Listed<T> {
  readonly items: ReadonlySignal<readonly T[] | undefined>;
  /** Why it could not be read. */
  readonly refusal: ReadonlySignal<Refusal | undefined>;
  read(): Promise<void>;
}

export function listed<T>(ask: () => Calling<{ readonly items: readonly T[] }>): Listed<T> {
  const items = signal<readonly T[] | undefined>(undefined);
  const refusal = signal<Refusal | undefined>(undefined);
  // The next who signs in may be another owner.
  effect(() => {
    if (session.value.kind === 'signedIn') return;
    items.value = undefined;
    refusal.value = undefined;
  });
  return {
    items,
    refusal,
    read: async () => {
      const answer = await reportTrouble(ask());
      if (answer.ok) items.value = answer.value.items;
      refusal.value = answer.ok ? undefined : answer.refusal;
    },
  };
}

export const ownerKeys = listed(() => gateway.GET('/owner/keys'));
export const owners = listed(() => gateway.GET('/owners'));
export const accounts = listed(() => gateway.GET('/owner/accounts'));
export const passkeys = listed(() => gateway.GET('/owner/passkeys'));
export const consoles = listed(() => gateway.GET('/owner/consoles'));
export const webhooks = listed(() => gateway.GET('/webhooks'));
export const setupKeys = listed(() => gateway.GET('/setup-keys'));
export const auditKeys = listed(() => gateway.GET('/audit/keys'));

interface Outcome<T> {
  readonly value?: T;
  readonly refusal?: Refusal;
}

/** Changes something, and reads the list anew; the answer, or why there is none. */
export async function change<T>(
  calling: Calling<T>,
  list: Pick<Listed<unknown>, 'read'>,
): Promise<Outcome<T>> {
  return changed(await reportTrouble(calling), list);
}

/** As `change`, for what was answered. */
export async function changed<T>(
  answer: Answer<T>,
  list: Pick<Listed<unknown>, 'read'>,
): Promise<Outcome<T>> {
  await list.read();
  return answer.ok ? { value: answer.value } : { refusal: answer.refusal };
}
