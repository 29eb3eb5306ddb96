import {
  type CustomStrategy,
  type CustomTransportStrategy,
  type MessageHandler,
  Server,
} from '@nestjs/microservices';

type Transport = Server & CustomTransportStrategy;

/**
 * One Nest microservice behind several transports, so that a service needs neither an HTTP server nor a second
 * container. Each transport takes the handlers that are its own: commands or events.
 */
export const combinedServerOptions = (...transports: readonly CustomStrategy[]): CustomStrategy => ({
  strategy: new CombinedServer(transports.map(({ strategy }) => strategy as Transport)),
});

class CombinedServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;

  constructor(private readonly transports: readonly Transport[]) {
    super();
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    for (const transport of this.transports) transport.addHandler(pattern, callback, isEventHandler, extras);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await Promise.all(this.transports.map(listening));
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.transports.map((transport) => transport.close() as Promise<void>));
  }

  on(): never {
    throw new Error('listen to the transports themselves');
  }

  unwrap<T>(): T {
    return this.transports as T;
  }
}

const listening = (transport: Transport): Promise<void> =>
  new Promise((resolve, reject) => {
    transport.listen((error) => {
      if (error === undefined || error === null) resolve();
      else
        reject(error instanceof Error ? error : new Error('a transport does not listen', { cause: error }));
    });
  });
