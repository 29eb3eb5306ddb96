import { Module } from '@nestjs/common';
import { PairingModule } from '../pairing/pairing.module.js';
import { DeviceHomeController } from './device-home.controller.js';
import { DevicePages } from './device-pages.js';
import { HomeController } from './home.controller.js';
import { JoinPageFilter } from './join-page.filter.js';
import { JoinStatusController } from './join-status.controller.js';
import { JoinAnswers } from './join-answers.js';
import { JoinController } from './join.controller.js';
import { PairingProgress } from './pairing-progress.js';

@Module({
  imports: [PairingModule],
  controllers: [JoinController, JoinStatusController, DeviceHomeController, HomeController],
  providers: [DevicePages, JoinAnswers, JoinPageFilter, PairingProgress],
})
export class JoinModule {}
