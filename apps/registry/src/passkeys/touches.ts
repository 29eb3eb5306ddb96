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
import { byOwner } from '@meshpair/domain';
import type { RegistryContext } from '../registry-context.js';
import { CHALLENGE_MS } from './challenges.js';
import { checkedAssertion, idOf } from './checked-passkey.js';

type Context = Pick<RegistryContext, 'passkeys' | 'challenges' | 'touchRules' | 'now' | 'recorded'>;

/** Asks for a touch of one of the owner's passkeys, for that and nothing else. */
export async function askForTouch(
  { passkeys, challenges, now }: Context,
  { ownerId, rpId, subject }: RequestOf<typeof registryCommands.askForTouch>,
): Promise<Reply<PasskeyOptions>> {
  const own = (await passkeys.list(ownerId)).filter((passkey) => passkey.rpId === rpId);
  if (own.length === 0)
    return refused('conflict', { detail: 'You have no passkey at this address: add one first' });
  const challenge = challenges.make(purposeOf(ownerId, subject), now());
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    allowCredentials: own.map(idOf),
    timeout: CHALLENGE_MS,
    userVerification: 'required',
  });
  return accepted({ ...options });
}

/** Whether it is a fresh touch of a passkey of the owner, for that; it does not count a second time. */
export async function isTouch(
  { passkeys, challenges, now, recorded }: Context,
  ownerId: string,
  subject: TouchSubject,
  answer: PasskeyAnswer,
): Promise<boolean> {
  const at = now();
  const expiresAt = challenges.expiryOf(answer.challenge, purposeOf(ownerId, subject), at);
  const passkey = expiresAt && (await passkeys.find(answer.assertion.id));
  if (!passkey || passkey.ownerId !== ownerId) return false;
  const use = await checkedAssertion(passkey, answer);
  if (!use || !(await passkeys.spend(answer.challenge, expiresAt))) return false;
  if (await passkeys.use(use, at)) return true;
  await passkeys.tellRefused(passkey, at);
  recorded();
  return false;
}

export const takeTouch = async (
  context: Context,
  { ownerId, subject, answer }: RequestOf<typeof registryCommands.takeTouch>,
): Promise<Reply<{ readonly done: true }>> =>
  (await isTouch(context, ownerId, subject, answer)) ? accepted({ done: true }) : refused('passkey_required');

export const readTouchRule = async (
  { touchRules }: Context,
  { ownerId }: RequestOf<typeof registryCommands.readTouchRule>,
): Promise<Reply<TouchRuleView>> => accepted({ rule: await touchRules.read(ownerId) });

/** Each change takes a touch: to have a passkey that works, and to end what it guards. */
export async function setTouchRule(
  context: Context,
  { rule, answer, ...owner }: RequestOf<typeof registryCommands.setTouchRule>,
): Promise<Reply<TouchRuleView>> {
  if (!(await isTouch(context, owner.ownerId, { rule }, answer))) return refused('passkey_required');
  await context.touchRules.set(rule, byOwner(owner, context.now()));
  context.recorded();
  return accepted({ rule });
}

const purposeOf = (ownerId: string, subject: TouchSubject): string =>
  JSON.stringify(['touch', ownerId, Object.entries(subject)]);
