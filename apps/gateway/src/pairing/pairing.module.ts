import { Module } from '@nestjs/common';
import { EventStreams } from './event-streams.js';
import { JoinLink } from './join-link.js';
import { PairingReadsController } from './pairing-reads.controller.js';
import { PairingWatch } from './pairing-watch.js';
import { PairingController } from './pairing.controller.js';
import { VerifyPairing } from './verify-pairing.js';

@Module({
  controllers: [PairingController, PairingReadsController],
  exports: [EventStreams, JoinLink, PairingWatch],
  providers: [EventStreams, JoinLink, PairingWatch, VerifyPairing],
})
export class PairingModule {}
