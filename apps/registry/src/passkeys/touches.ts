import { generateAuthenticationOptions } from '@simplewebauthn/server';
import {
  accepted,
  type PasskeyAnswer,
  type PasskeyOptions,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
  type TouchRuleView,
  type TouchSubject,
} from '@meshpair/contracts';
import { byOwner, type OwnerActing } from '@meshpair/domain';
import type { CredentialHolder } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { CHALLENGE_MS } from './challenges.js';
import { checkedAssertion, idOf } from './checked-passkey.js';

/** Who acts for an owner: its founder, or a person of its mesh. */
export const credentialHolderOf = ({
  ownerId,
  person,
}: OwnerActing & { readonly ownerId: string }): CredentialHolder => ({
  ownerId,
  personId: person?.personId ?? null,
});

type Context = Pick<RegistryContext, 'passkeys' | 'challenges' | 'touchRules' | 'now' | 'recorded'>;

/** Asks for a touch of one of the passkeys of who acts, for that and nothing else. */
export async function askForTouch(
  { passkeys, challenges, now }: Context,
  { rpId, subject, ...owner }: RequestOf<typeof registryCommands.askForTouch>,
): Promise<Reply<PasskeyOptions>> {
  const holder = credentialHolderOf(owner);
  const own = (await passkeys.list(holder)).filter((passkey) => passkey.rpId === rpId);
  if (own.length === 0)
    return refused('conflict', { detail: 'You have no passkey at this address: add one first' });
  const challenge = challenges.make(purposeOf(holder, subject), now());
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    allowCredentials: own.map(idOf),
    timeout: CHALLENGE_MS,
    userVerification: 'required',
  });
  return accepted({ ...options });
}

/** Whether it is a fresh touch of a passkey of the holder, for that; it does not count a second time. */
export async function isTouch(
  { passkeys, challenges, now, recorded }: Context,
  holder: CredentialHolder,
  subject: TouchSubject,
  answer: PasskeyAnswer,
): Promise<boolean> {
  const at = now();
  const expiresAt = challenges.expiryOf(answer.challenge, purposeOf(holder, subject), at);
  const passkey = expiresAt && (await passkeys.find(answer.assertion.id));
  if (!passkey || passkey.ownerId !== holder.ownerId || passkey.personId !== holder.personId) return false;
  const use = await checkedAssertion(passkey, answer);
  if (!use || !(await passkeys.spend(answer.challenge, expiresAt))) return false;
  if (await passkeys.use(use, at)) return true;
  await passkeys.tellRefused(passkey, at);
  recorded();
  return false;
}

export const takeTouch = async (
  context: Context,
  { subject, answer, ...owner }: RequestOf<typeof registryCommands.takeTouch>,
): Promise<Reply<{ readonly done: true }>> =>
  (await isTouch(context, credentialHolderOf(owner), subject, answer))
    ? accepted({ done: true })
    : refused('passkey_required');

export const readTouchRule = async (
  { touchRules }: Context,
  { ownerId }: RequestOf<typeof registryCommands.readTouchRule>,
): Promise<Reply<TouchRuleView>> => accepted({ rule: await touchRules.read(ownerId) });

/** Each change takes a touch: to have a passkey that works, and to end what it guards. */
export async function setTouchRule(
  context: Context,
  { rule, answer, ...owner }: RequestOf<typeof registryCommands.setTouchRule>,
): Promise<Reply<TouchRuleView>> {
  if (!(await isTouch(context, credentialHolderOf(owner), { rule }, answer)))
    return refused('passkey_required');
  await context.touchRules.set(rule, byOwner(owner, context.now()));
  context.recorded();
  return accepted({ rule });
}

const purposeOf = ({ ownerId, personId }: CredentialHolder, subject: TouchSubject): string =>
  JSON.stringify(['touch', ownerId, personId, Object.entries(subject)]);
