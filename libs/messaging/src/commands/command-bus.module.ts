import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBus, type CommandBusOptions } from './command-bus.js';

/** Provides the `CommandBus` to the whole application. */
@Module({})
export class CommandBusModule {
  static forRoot(options: CommandBusOptions): DynamicModule {
    return {
      module: CommandBusModule,
      global: true,
      providers: [{ provide: CommandBus, useFactory: () => new CommandBus(options) }],
      exports: [CommandBus],
    };
  }
}
