import { Module } from '@nestjs/common';
import { DeviceHomeController } from '../device/home/device-home.controller.js';
import { JoinController } from '../device/join/join.controller.js';
import { JoinAnswers } from '../device/join/join-answers.js';
import { JoinPageFilter } from '../device/join-page.filter.js';
import { JoinStatusController } from '../device/waiting/join-status.controller.js';
import { PairingProgress } from '../device/waiting/pairing-progress.js';
import { LiveModule } from '../live/live.module.js';
import { Issuer } from '../oauth/issuer.js';
import { OAuthController } from '../oauth/oauth.controller.js';
import { TokenGrants } from '../oauth/token-grants.js';
import { DevicePages } from '../pages/device-pages.js';
import { DeviceCodesController } from './device-codes.controller.js';
import { JoinLink } from './join-link.js';
import { PairingController } from './pairing.controller.js';
import { PairingReadsController } from './pairing-reads.controller.js';
import { VerifyPairing } from './verify-pairing.js';

/** How a device gets in: its owner's routes, its own pages, and OAuth's. */
@Module({
  imports: [LiveModule],
  controllers: [
    // Its fixed path comes before those with an id.
    DeviceCodesController,
    PairingController,
    PairingReadsController,
    JoinController,
    JoinStatusController,
    DeviceHomeController,
    OAuthController,
  ],
  exports: [JoinLink],
  providers: [
    JoinLink,
    VerifyPairing,
    DevicePages,
    JoinAnswers,
    JoinPageFilter,
    PairingProgress,
    Issuer,
    TokenGrants,
  ],
})
export class PairingModule {}
