import { type DynamicModule, Module } from '@nestjs/common';
import { NatsClient } from './nats-client.js';
import { natsConnectionOptions } from './nats-connection-options.js';

export interface NatsModuleOptions {
  readonly natsUrl: string;
  /** The connection's name in the server's monitoring. */
  readonly name: string;
  /** Whether the application waits for NATS before it starts (the default). */
  readonly waitForConnection?: boolean;
}

/** Provides a `NatsClient` to the whole application and drains it at the end. */
@Module({})
export class NatsModule {
  static forRoot({ natsUrl, name, waitForConnection = true }: NatsModuleOptions): DynamicModule {
    const useFactory = async (): Promise<NatsClient> => {
      const client = new NatsClient(natsConnectionOptions(natsUrl, name));
      if (waitForConnection) await client.connected();
      return client;
    };
    return {
      module: NatsModule,
      global: true,
      providers: [{ provide: NatsClient, useFactory }],
      exports: [NatsClient],
    };
  }
}
