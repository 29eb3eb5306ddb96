import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type PasskeyAssertion, registryCommands, type TouchSubject } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { comesByCookie } from '../auth/owner-access.js';
import type { SignedInOwner } from '../auth/signed-in-owner.js';
import { problem, valueOf } from '../http/problem-exception.js';
import { challengeOf } from './console-cookie.js';
import { PasskeyPlace } from './passkey-place.js';

/** What a browser brings back for a challenge. */
export interface BroughtAnswer {
  readonly challenge: string;
  readonly origin: string;
  readonly assertion: PasskeyAssertion;
}

/** Fresh touches of passkeys, where an owner wants them. */
@Injectable()
export class Touches {
  constructor(
    private readonly commands: CommandBus,
    private readonly place: PasskeyPlace,
  ) {}

  /** Undefined where no passkey has signed, or the browser was not asked. */
  answerOf(request: FastifyRequest, assertion: PasskeyAssertion | undefined): BroughtAnswer | undefined {
    const challenge = challengeOf(request);
    if (assertion === undefined || challenge === undefined) return undefined;
    return { challenge, origin: this.place.of(request).origin, assertion };
  }

  /** Throws the problem `passkey_required` where the owner wants a touch for what lets a device in, and this is none. */
  async requireFor(
    request: FastifyRequest,
    { touchRule = 'never', ownerId, keyId, person }: SignedInOwner,
    {
      pairingId,
      touch,
      subject = pairingId === undefined ? undefined : { pairingId },
    }: {
      readonly pairingId?: string | undefined;
      readonly touch?: PasskeyAssertion | undefined;
      readonly subject?: TouchSubject | undefined;
    },
  ): Promise<void> {
    if (touchRule === 'never' || (touchRule === 'console' && !comesByCookie(request))) return;
    const answer = this.answerOf(request, touch);
    if (!subject || !answer)
      throw problem('passkey_required', {
        detail:
          'Its owner wants a touch of a passkey for each PIN, in the console: give pairingId and touch; for a setup key ' +
          'that does not ask, touch',
      });
    valueOf(
      await this.commands.send(registryCommands.takeTouch, {
        ownerId,
        keyId,
        person,
        subject,
        answer,
      }),
    );
  }
}
