import { generateAuthenticationOptions } from '@simplewebauthn/server';
import {
  accepted,
  type PasskeyAnswer,
  type PasskeyOptions,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { ConsoleSessionRecord, NewConsoleSession } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { CHALLENGE_MS } from './challenges.js';
import { checkedAssertion } from './checked-passkey.js';

const SIGN_IN = 'sign-in';

/** Asks for any passkey of a host name: the browser offers those that it knows. */
export async function askForPasskey(
  { challenges, now }: Pick<RegistryContext, 'challenges' | 'now'>,
  { rpId }: RequestOf<typeof registryCommands.askForPasskey>,
): Promise<Reply<PasskeyOptions>> {
  const challenge = challenges.make(SIGN_IN, now());
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    timeout: CHALLENGE_MS,
    userVerification: 'required',
  });
  return accepted({ ...options });
}

/** A session by a passkey that has signed a challenge of ours; undefined when it has not, or counts no more than before. */
export async function openByPasskey(
  { challenges, passkeys, consoles, recorded }: RegistryContext,
  session: NewConsoleSession,
  answer: PasskeyAnswer,
): Promise<ConsoleSessionRecord | undefined> {
  const expiresAt = challenges.expiryOf(answer.challenge, SIGN_IN, session.now);
  if (!expiresAt) return undefined;
  const passkey = await passkeys.find(answer.assertion.id);
  const use = passkey && (await checkedAssertion(passkey, answer));
  if (!passkey || !use || !(await passkeys.spend(answer.challenge, expiresAt))) return undefined;
  const opened = await consoles.openByPasskey(session, use);
  if (!opened) {
    await passkeys.tellRefused(passkey, session.now);
    recorded();
  }
  return opened;
}
