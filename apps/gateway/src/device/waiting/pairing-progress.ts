import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pairingCommands, type PairingView, type ProblemCode, type Reply } from '@meshpair/contracts';
import type { FailureReason } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import type { Settings } from '@meshpair/settings';
import { type Translate, waitingWords } from '@meshpair/words';
import { problem } from '../../http/problem-exception.js';
import type { DevicePage } from '../../pages/device-page.js';
import { DevicePages } from '../../pages/device-pages.js';
import { claimTokens } from '../../pairing/claim-tokens.js';
import { SETTINGS } from '../../settings.token.js';
import { forget, keepSession, PAIRING_COOKIE, sessionTokenOf } from '../device-cookies.js';
import { failedPage } from '../join/join-pages.js';
import type { WaitingDevice } from '../pairing-cookie.js';
import { finishingPage, pinPage } from './waiting-pages.js';

/** How the pairing of a waiting device failed; undefined when it has not. */
export const failureOf = ({ state, reason, expired }: PairingView): FailureReason | undefined =>
  expired === true ? 'expired' : state === 'Failed' ? (reason ?? 'cancelled') : undefined;

/** What is left as the pairing service says; by this machine's clock, which may be wrong, while it does not. */
export const secondsLeftOf = ({ expiresAt }: WaitingDevice, view?: PairingView): number =>
  view?.secondsLeft ?? Math.max(0, Math.round(expiresAt - Date.now() / 1000));

/** Where a waiting device's pairing stands, as a page; at its end the device's tokens are fetched for it. */
@Injectable()
export class PairingProgress {
  constructor(
    private readonly commands: CommandBus,
    private readonly pages: DevicePages,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'PIN_MAX_ATTEMPTS' | 'SESSION_IDLE_DAYS'>,
  ) {}

  /** The pairing that the device waits for. */
  read({ pairingId, claimSecret }: WaitingDevice): Promise<Reply<PairingView>> {
    return this.commands.send(pairingCommands.getPairing, { pairingId, reader: { claimSecret } });
  }

  /** Answers with the page of the pairing's state. */
  async show(device: WaitingDevice, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const pairing = await this.read(device);
    if (!pairing.ok) return this.showUnread(pairing.error.code, device, request, reply);
    const failure = failureOf(pairing.value);
    if (failure !== undefined) return this.pages.send(request, reply, (t) => failedPage(t, failure));
    if (pairing.value.state === 'PinVerified') return this.pages.send(request, reply, finishingPage);
    if (pairing.value.state === 'DeviceRegistered') return this.enter(device, request, reply);
    this.pages.send(request, reply, (t) => this.pinPage(t, device, pairing.value));
  }

  /** The page with the PIN; without the pairing's view it shows what the device itself knows. */
  pinPage(t: Translate, device: WaitingDevice, view?: PairingView): DevicePage {
    const secondsLeft = secondsLeftOf(device, view);
    const { mesh } = this.pages;
    const { pin } = device;
    if (!view) {
      const status = t('wait.outOfReach');
      return pinPage(t, { mesh, pin, secondsLeft, totalSeconds: secondsLeft, status });
    }
    return pinPage(t, {
      mesh,
      pin,
      secondsLeft,
      totalSeconds: (Date.parse(view.expiresAt) - Date.parse(view.createdAt)) / 1000,
      status: this.words(t, view),
    });
  }

  words(t: Translate, { attemptsLeft }: PairingView): string {
    return waitingWords(t, attemptsLeft, this.settings.PIN_MAX_ATTEMPTS);
  }

  private showUnread(
    code: ProblemCode,
    device: WaitingDevice,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    if (code === 'service_unavailable')
      return this.pages.send(request, reply, (t) => this.pinPage(t, device));
    // Purged meanwhile.
    forget(reply, PAIRING_COOKIE);
    throw problem('token_not_found');
  }

  /** Claims for the device, and leads it to its home. A claim whose answer was lost is repeated here. */
  private async enter(device: WaitingDevice, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const claimed = await claimTokens(this.commands, device);
    if (!claimed.ok && claimed.error.code === 'not_registered_yet') {
      return this.pages.send(request, reply, finishingPage);
    }
    const isNode = sessionTokenOf(request) !== undefined;
    if (!claimed.ok && !(claimed.error.code === 'already_claimed' && isNode)) {
      throw problem(claimed.error.code);
    }
    if (claimed.ok) keepSession(request, reply, claimed.value.sessionToken, this.settings.SESSION_IDLE_DAYS);
    void forget(reply, PAIRING_COOKIE).redirect('/join/home?done=paired', 303);
  }
}
