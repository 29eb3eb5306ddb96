import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { accepted, type KeyHolder, registryCommands, type Reply } from '@meshpair/contracts';
import { CommandBus, CommandHandler, commandServerOptions } from '@meshpair/messaging';
import { testNatsUrl, uniqueName } from '@meshpair/testing';
import { OwnerAuthenticator } from './owner-authenticator.js';

const ADA: KeyHolder = { ownerId: 'o1', name: 'Ada', touchRule: 'never', isAdmin: false };
const KEY = `mpo_ada_${'a'.repeat(40)}`;
const TEN_MINUTES_MS = 600_000;

@Controller()
class RegistryController {
  @CommandHandler(registryCommands.authenticateOwner)
  async authenticate(): Promise<Reply<KeyHolder>> {
    return accepted(ADA);
  }
}

@Module({ controllers: [RegistryController] })
class RegistryModule {}

let registry: INestMicroservice;
const bus = new CommandBus({ natsUrl: testNatsUrl(), name: uniqueName('gateway') });

beforeAll(async () => {
  const options = commandServerOptions(testNatsUrl(), uniqueName('registry'));
  registry = await NestFactory.createMicroservice(RegistryModule, { ...options, logger: false });
  await registry.listen();
  await bus.onModuleInit();
});

afterEach(() => void jest.restoreAllMocks());

afterAll(async () => {
  await bus.onApplicationShutdown();
  await registry.close();
});

it('lets a key that the registry accepted count for ten minutes while the registry is away', async () => {
  const owners = new OwnerAuthenticator(bus);
  const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
  expect(await owners.authenticate(KEY)).toEqual(ADA);
  await registry.close();
  clock.mockReturnValue(TEN_MINUTES_MS - 1);
  expect(await owners.authenticate(KEY)).toEqual(ADA);
  clock.mockReturnValue(TEN_MINUTES_MS);
  await expect(owners.authenticate(KEY)).rejects.toMatchObject({
    refusal: { code: 'service_unavailable' },
  });
});
