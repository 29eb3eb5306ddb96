import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { OAuthModule } from '../oauth/oauth.module.js';
import { DevicePages } from '../pages/device-pages.js';
import { DeviceHomeController } from './home/device-home.controller.js';
import { JoinController } from './join/join.controller.js';
import { JoinAnswers } from './join/join-answers.js';
import { JoinPageFilter } from './join-page.filter.js';
import { JoinStatusController } from './waiting/join-status.controller.js';
import { PairingProgress } from './waiting/pairing-progress.js';

@Module({
  imports: [OAuthModule, LiveModule],
  controllers: [JoinController, JoinStatusController, DeviceHomeController],
  providers: [DevicePages, JoinAnswers, JoinPageFilter, PairingProgress],
})
export class DeviceModule {}
