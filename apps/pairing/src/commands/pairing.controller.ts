import { Controller, Inject } from '@nestjs/common';
import { accepted, pairingCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import { PAIRING_CONTEXT, type PairingContext } from '../pairing-context.js';
import { askToJoin } from './ask-to-join.js';
import { approvePairing } from './confirm-device.js';
import { admitDevice, connectDevice } from './connect-device.js';
import { listPairings, readAudit } from './list-pairings.js';
import { pollRequest } from './poll-request.js';
import { readChain } from './read-chain.js';
import { authorizeClaim, getPairing, previewToken, readEvents } from './read-pairing.js';
import { requestCodes } from './request-codes.js';
import { endPairing, startPairing } from './start-pairing.js';
import { takeRequest } from './take-request.js';
import { verifyPin } from './verify-pin.js';

type Requests = RequestsOf<typeof pairingCommands>;

/** Answers the pairing commands of `libs/contracts`. */
@Controller()
export class PairingController {
  constructor(
    @Inject(PAIRING_CONTEXT) private readonly context: PairingContext,
    @Inject(Readiness) private readonly readiness: Readiness,
  ) {}

  @CommandHandler(pairingCommands.startPairing)
  start(request: Requests['startPairing']) {
    return startPairing(this.context, request);
  }

  @CommandHandler(pairingCommands.connectDevice)
  connect(request: Requests['connectDevice']) {
    return connectDevice(this.context, request);
  }

  @CommandHandler(pairingCommands.askToJoin)
  ask(request: Requests['askToJoin']) {
    return askToJoin(this.context, request);
  }

  @CommandHandler(pairingCommands.admitDevice)
  admit(request: Requests['admitDevice']) {
    return admitDevice(this.context, request);
  }

  @CommandHandler(pairingCommands.verifyPin)
  verify(request: Requests['verifyPin']) {
    return verifyPin(this.context, request);
  }

  @CommandHandler(pairingCommands.approvePairing)
  approve(request: Requests['approvePairing']) {
    return approvePairing(this.context, request);
  }

  @CommandHandler(pairingCommands.denyPairing)
  deny(request: Requests['denyPairing']) {
    return endPairing(this.context, request, 'denied');
  }

  @CommandHandler(pairingCommands.cancelPairing)
  cancel(request: Requests['cancelPairing']) {
    return endPairing(this.context, request, 'cancelled');
  }

  @CommandHandler(pairingCommands.requestCodes)
  request(request: Requests['requestCodes']) {
    return requestCodes(this.context, request);
  }

  @CommandHandler(pairingCommands.takeRequest)
  take(request: Requests['takeRequest']) {
    return takeRequest(this.context, request);
  }

  @CommandHandler(pairingCommands.pollRequest)
  poll(request: Requests['pollRequest']) {
    return pollRequest(this.context, request);
  }

  @CommandHandler(pairingCommands.getPairing)
  get(request: Requests['getPairing']) {
    return getPairing(this.context, request);
  }

  @CommandHandler(pairingCommands.previewToken)
  preview(request: Requests['previewToken']) {
    return previewToken(this.context, request);
  }

  @CommandHandler(pairingCommands.listPairings)
  list(request: Requests['listPairings']) {
    return listPairings(this.context, request);
  }

  @CommandHandler(pairingCommands.readEvents)
  events(request: Requests['readEvents']) {
    return readEvents(this.context, request);
  }

  @CommandHandler(pairingCommands.readAudit)
  audit(request: Requests['readAudit']) {
    return readAudit(this.context, request);
  }

  @CommandHandler(pairingCommands.readChain)
  chain(request: Requests['readChain']) {
    return readChain(this.context, request);
  }

  @CommandHandler(pairingCommands.readChainProgress)
  async chainProgress() {
    const { drawn, chainedTo } = await this.context.chain.progress();
    return accepted({ recordedTo: drawn, chainedTo });
  }

  @CommandHandler(pairingCommands.readChainKeys)
  async chainKeys() {
    return accepted({ keys: await this.context.chain.keys() });
  }

  @CommandHandler(pairingCommands.authorizeClaim)
  claim(request: Requests['authorizeClaim']) {
    return authorizeClaim(this.context, request);
  }

  @CommandHandler(pairingCommands.checkHealth)
  async health() {
    return accepted(await this.readiness.health());
  }
}
