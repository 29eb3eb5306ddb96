import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { DeviceCodesController } from './device-codes.controller.js';
import { JoinLink } from './join-link.js';
import { PairingController } from './pairing.controller.js';
import { PairingReadsController } from './pairing-reads.controller.js';
import { VerifyPairing } from './verify-pairing.js';

@Module({
  imports: [LiveModule],
  // Its fixed path comes before those with an id.
  controllers: [DeviceCodesController, PairingController, PairingReadsController],
  exports: [JoinLink],
  providers: [JoinLink, VerifyPairing],
})
export class PairingModule {}
