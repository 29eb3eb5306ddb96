import { describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type CustomTransportStrategy,
  type MessageHandler,
  MessagePattern,
  Server,
} from '@nestjs/microservices';
import { from, isObservable, lastValueFrom } from 'rxjs';
import { combinedServerOptions } from './combined-server.js';
import { EventHandler } from './events/event-handler.js';

@Controller()
class Handlers {
  @MessagePattern('canary.command')
  command(): string {
    return 'answered';
  }

  @EventHandler('PinVerified')
  event(): Promise<void> {
    return Promise.reject(new RangeError('the event failed'));
  }
}

@Module({ controllers: [Handlers] })
class HandlersModule {}

/** Keeps what Nest registers with a transport. */
class Registered extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  readonly handlers = new Map<string, { readonly callback: MessageHandler; readonly isEvent: boolean }>();

  override addHandler(pattern: unknown, callback: MessageHandler, isEventHandler = false): void {
    this.handlers.set(String(pattern), { callback, isEvent: isEventHandler });
  }

  listen(callback: () => void): void {
    callback();
  }

  close(): void {
    this.handlers.clear();
  }

  on(): never {
    throw new Error('there are no events');
  }

  unwrap(): never {
    throw new Error('there is nothing inside');
  }
}

async function serving(transport: Registered): Promise<INestMicroservice> {
  const options = combinedServerOptions({ strategy: transport });
  const service = await NestFactory.createMicroservice(HandlersModule, { ...options, logger: false });
  await service.listen();
  return service;
}

/** Fails when an upgrade of Nest changes what `CombinedServer`, `CommandServer` and `JetStreamServer` rely on. */
describe('what Nest gives a transport of our own', () => {
  it('registers commands and events by addHandler, and tells which is which', async () => {
    const transport = new Registered();
    const service = await serving(transport);
    const kinds = [...transport.handlers].map(([pattern, { isEvent }]) => [pattern, isEvent]);
    expect(kinds).toEqual(
      expect.arrayContaining([
        ['canary.command', false],
        ['PinVerified', true],
      ]),
    );
    await service.close();
    expect(transport.handlers.size).toBe(0);
  });

  it('lets the transport see the very error of an event handler', async () => {
    const transport = new Registered();
    const service = await serving(transport);
    const handled = async (): Promise<unknown> => {
      const result: unknown = await transport.handlers.get('PinVerified')?.callback({}, undefined);
      return isObservable(result) ? lastValueFrom(from(result)) : result;
    };
    await expect(handled()).rejects.toThrow(new RangeError('the event failed'));
    await service.close();
  });
});
