import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { JoinLink } from './join-link.js';
import { PairingController } from './pairing.controller.js';
import { PairingReadsController } from './pairing-reads.controller.js';
import { VerifyPairing } from './verify-pairing.js';

@Module({
  imports: [LiveModule],
  controllers: [PairingController, PairingReadsController],
  exports: [JoinLink],
  providers: [JoinLink, VerifyPairing],
})
export class PairingModule {}
