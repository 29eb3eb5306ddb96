import { describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { command } from '@meshpair/contracts';
import { freePort } from '@meshpair/servers';
import { testNatsUrl, uniqueName, waitFor } from '@meshpair/testing';
import { CommandBus, CommandBusModule } from './commands/command-bus.js';
import { NatsClient, NatsModule } from './nats/nats-client.js';

const nobody = command(uniqueName('test.nobody'), z.strictObject({}), z.never());

@Module({})
class ConnectedModule {}

describe('the messaging modules', () => {
  it('give the application a connected client and bus, and close them with it', async () => {
    const natsUrl = testNatsUrl();
    const application = await NestFactory.createApplicationContext(
      {
        module: ConnectedModule,
        imports: [
          NatsModule.forRoot({ natsUrl, name: 'test' }),
          CommandBusModule.forRoot({ natsUrl, name: 'test' }),
        ],
      },
      { logger: false },
    );
    const client = application.get(NatsClient);
    const bus = application.get(CommandBus);
    expect(bus.status()).toBe('connected');
    const heard: unknown[] = [];
    const subject = uniqueName('plain');
    client.subscribeJson(`${subject}.*`, (value) => heard.push(value));
    client.connection.publish(`${subject}.a`, 'not JSON');
    client.publishJson(`${subject}.a`, { id: 1 });
    await waitFor(() => heard.length > 0);
    expect(heard).toEqual([{ id: 1 }]);
    await application.close();
    expect(client.connection.isClosed()).toBe(true);
    expect(await bus.send(nobody, {})).toMatchObject({ ok: false, error: { code: 'service_unavailable' } });
    client.publishJson(`${subject}.a`, 'too late, and no harm');
  });

  it('let an application start without NATS where it may, and stop', async () => {
    const natsUrl = `nats://127.0.0.1:${await freePort()}`;
    const application = await NestFactory.createApplicationContext(
      {
        module: ConnectedModule,
        imports: [NatsModule.forRoot({ natsUrl, name: 'test', waitForConnection: false })],
      },
      { logger: false },
    );
    const client = application.get(NatsClient);
    const subscription = client.subscribeJson('test', () => undefined);
    client.publishJson('test', 'lost');
    expect(() => client.connection).toThrow('not connected');
    subscription.unsubscribe();
    await application.close();
  });
});
