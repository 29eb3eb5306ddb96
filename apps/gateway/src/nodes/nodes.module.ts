import { Module } from '@nestjs/common';
import { MeController } from './me.controller.js';
import { NodesController } from './nodes.controller.js';

@Module({ controllers: [NodesController, MeController] })
export class NodesModule {}
