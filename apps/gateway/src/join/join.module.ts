import { Module } from '@nestjs/common';
import { HomeController } from './home.controller.js';
import { JoinController } from './join.controller.js';

@Module({ controllers: [JoinController, HomeController] })
export class JoinModule {}
