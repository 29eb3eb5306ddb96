import { accepted, pairingCommands, type AnswerOf, type Reply, type RequestOf } from '@meshpair/contracts';
import { CommandHandler, CommandRequest } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import { Controller, Inject } from '@nestjs/common';
import { authorizeClaim } from './authorize-claim.js';
import { connectDevice } from './connect-device.js';
import { endPairing } from './end-pairing.js';
import { getPairing } from './get-pairing.js';
import { listPairings } from './list-pairings.js';
import { previewToken } from './preview-token.js';
import { readAudit } from './read-audit.js';
import { readEvents } from './read-events.js';
import { startPairing } from './start-pairing.js';
import { verifyPin } from './verify-pin.js';
import { PAIRING_CONTEXT, type PairingContext } from '../pairing-context.js';

type Commands = typeof pairingCommands;
type CommandName = {
  [Name in keyof Commands]: Commands[Name] extends { subject: string } ? Name : never;
}[keyof Commands];
type Request<Name extends CommandName> = RequestOf<Commands[Name]>;
type Answer<Name extends CommandName> = Promise<Reply<AnswerOf<Commands[Name]>>>;

/** Answers the pairing commands of `libs/contracts`. */
@Controller()
export class PairingController {
  constructor(
    @Inject(PAIRING_CONTEXT) private readonly context: PairingContext,
    @Inject(Readiness) private readonly readiness: Readiness,
  ) {}

  @CommandHandler(pairingCommands.startPairing)
  start(
    @CommandRequest(pairingCommands.startPairing) request: Request<'startPairing'>,
  ): Answer<'startPairing'> {
    return startPairing(this.context, request);
  }

  @CommandHandler(pairingCommands.connectDevice)
  connect(
    @CommandRequest(pairingCommands.connectDevice) request: Request<'connectDevice'>,
  ): Answer<'connectDevice'> {
    return connectDevice(this.context, request);
  }

  @CommandHandler(pairingCommands.verifyPin)
  verify(@CommandRequest(pairingCommands.verifyPin) request: Request<'verifyPin'>): Answer<'verifyPin'> {
    return verifyPin(this.context, request);
  }

  @CommandHandler(pairingCommands.denyPairing)
  deny(@CommandRequest(pairingCommands.denyPairing) request: Request<'denyPairing'>): Answer<'denyPairing'> {
    return endPairing(this.context, request, 'denied');
  }

  @CommandHandler(pairingCommands.cancelPairing)
  cancel(
    @CommandRequest(pairingCommands.cancelPairing) request: Request<'cancelPairing'>,
  ): Answer<'cancelPairing'> {
    return endPairing(this.context, request, 'cancelled');
  }

  @CommandHandler(pairingCommands.getPairing)
  get(@CommandRequest(pairingCommands.getPairing) request: Request<'getPairing'>): Answer<'getPairing'> {
    return getPairing(this.context, request);
  }

  @CommandHandler(pairingCommands.previewToken)
  preview(
    @CommandRequest(pairingCommands.previewToken) request: Request<'previewToken'>,
  ): Answer<'previewToken'> {
    return previewToken(this.context, request);
  }

  @CommandHandler(pairingCommands.listPairings)
  list(
    @CommandRequest(pairingCommands.listPairings) request: Request<'listPairings'>,
  ): Answer<'listPairings'> {
    return listPairings(this.context, request);
  }

  @CommandHandler(pairingCommands.readEvents)
  events(@CommandRequest(pairingCommands.readEvents) request: Request<'readEvents'>): Answer<'readEvents'> {
    return readEvents(this.context, request);
  }

  @CommandHandler(pairingCommands.readAudit)
  audit(@CommandRequest(pairingCommands.readAudit) request: Request<'readAudit'>): Answer<'readAudit'> {
    return readAudit(this.context, request);
  }

  @CommandHandler(pairingCommands.authorizeClaim)
  claim(
    @CommandRequest(pairingCommands.authorizeClaim) request: Request<'authorizeClaim'>,
  ): Answer<'authorizeClaim'> {
    return authorizeClaim(this.context, request);
  }

  @CommandHandler(pairingCommands.checkHealth)
  async health(): Answer<'checkHealth'> {
    return accepted(await this.readiness.health());
  }
}
