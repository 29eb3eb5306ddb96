import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type AccountAnswer,
  type ConsoleSession,
  digestOf,
  type JoinedPerson,
  type OpenedConsoleSession,
  type PasskeyAssertion,
  registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { partsOfOwnerKey } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import { CredentialCache } from '../auth/credential-cache.js';
import { signedIn, type SignedInOwner } from '../auth/signed-in-owner.js';
import { problem, valueOf } from '../http/problem-exception.js';
import { RefusalCounts } from '../refusals/refusal-counts.js';

/** What signs a console in. */
export type SignIn =
  | { readonly account: AccountAnswer }
  | { readonly key: string }
  | { readonly code: string }
  | {
      readonly passkey: PasskeyAssertion;
      readonly challenge: string;
      readonly origin: string;
    };

interface OpenedSessionId {
  /** For the cookie only. */
  readonly sessionId: string;
}

export type OpenedSession = ConsoleSession & OpenedSessionId;

/** The sessions of the owner's console. Their ids stay in the gateway: the registry knows SHA-256s. */
@Injectable()
export class ConsoleSessions {
  private readonly sessions = new CredentialCache<OpenedConsoleSession>();

  constructor(
    private readonly commands: CommandBus,
    private readonly refusals: RefusalCounts,
  ) {}

  /** Throws the problem `unauthorized` for a wrong key, passkey or account, and for a code that is unknown, expired or used. */
  async open(signIn: SignIn, name: string | undefined): Promise<OpenedSession> {
    const sessionId = randomBytes(32).toString('base64url');
    const credential = credentialOf(signIn);
    const request = { sessionDigest: digestOf(sessionId), credential, ...(name !== undefined && { name }) };
    const opened = await this.commands.send(registryCommands.openConsoleSession, request);
    if (!opened.ok && opened.error.code === 'unauthorized' && 'key' in signIn)
      this.refusals.signIn(partsOfOwnerKey(signIn.key)?.keyId ?? '');
    return { ...valueOf(opened), sessionId };
  }

  /** Accepts an invitation; throws the problem `not_found` for a code that is unknown, expired or used. */
  async openByInvitation(code: string, name: string | undefined): Promise<JoinedPerson & OpenedSessionId> {
    const sessionId = randomBytes(32).toString('base64url');
    const request = { code, sessionDigest: digestOf(sessionId), ...(name !== undefined && { name }) };
    return {
      ...valueOf(await this.commands.send(registryCommands.acceptInvitation, request)),
      sessionId,
    };
  }

  /** The owner of a live session; throws the problem `unauthorized`, or `service_unavailable`. */
  async authenticate(sessionId: string, maxAgeMs?: number): Promise<SignedInOwner> {
    const sessionDigest = digestOf(sessionId);
    const ask = (): Promise<Reply<OpenedConsoleSession>> =>
      this.commands.send(registryCommands.authenticateConsole, { sessionDigest });
    const session = await this.sessions.get(sessionDigest, ask, maxAgeMs);
    if (Date.parse(session.expiresAt) <= Date.now()) throw problem('unauthorized');
    const { owner, person, touchRule, isAdmin, openedBy } = session;
    return signedIn({ ...owner, person, touchRule, isAdmin }, openedBy.id);
  }

  /** Asks the registry anew next time: something has changed that it tells. */
  askAnew(sessionId: string): void {
    this.sessions.delete(digestOf(sessionId));
  }

  /** Ends a session here at once, and on other gateways as soon as they ask again (5 s). */
  async close(sessionId: string): Promise<void> {
    const sessionDigest = digestOf(sessionId);
    valueOf(await this.commands.send(registryCommands.closeConsoleSession, { sessionDigest }));
    this.sessions.delete(sessionDigest);
  }
}

function credentialOf(signIn: SignIn): RequestOf<typeof registryCommands.openConsoleSession>['credential'] {
  if ('key' in signIn) return { key: signIn.key };
  if ('account' in signIn) return signIn;
  if ('code' in signIn) return { codeDigest: digestOf(signIn.code) };
  const { passkey: assertion, challenge, origin } = signIn;
  return { passkey: { assertion, challenge, origin } };
}
