import { NatsModule, OUTAGE_CHECK } from '@meshpair/messaging';
import {
  CONSOLE_SESSIONS,
  CREDENTIALS,
  DatabaseClock,
  MESH_NODES,
  OWNERS,
  PersistenceModule,
  REGISTRATIONS,
  type ConsoleSessions,
  type Credentials,
  type DecideRegistration,
  type MeshNodes,
  type Owners,
  type Registrations,
} from '@meshpair/persistence';
import { Readiness } from '@meshpair/service';
import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { addressBatch } from './address-batch.js';
import { claimBatch } from './claim-batch.js';
import { ConsoleController } from './console.controller.js';
import { MeController } from './me.controller.js';
import { NodesController } from './nodes.controller.js';
import { isOutage } from './outage.js';
import { decideRegistration } from './registration/decide-registration.js';
import { PinVerifiedController } from './registration/pin-verified.controller.js';
import { RegisterDevices } from './registration/register-devices.js';
import { RegistryOutbox } from './registration/registry-outbox.js';
import { REGISTRY_CONTEXT, type RegistryContext } from './registry-context.js';
import { RegistryController } from './registry.controller.js';
import { REGISTRY_SETTINGS, type RegistrySettings } from './registry-settings.js';
import { MeshTokens } from './tokens/mesh-tokens.js';
import { TokensController } from './tokens.controller.js';

const DAY_SECONDS = 86_400;

/** The registry service: nodes, tokens, sessions and owners, and the registration of verified devices. */
@Module({})
export class RegistryModule {
  static forRoot(settings: RegistrySettings, readiness: Readiness): DynamicModule {
    return {
      module: RegistryModule,
      imports: [
        NatsModule.forRoot({ natsUrl: settings.NATS_URL, name: 'registry' }),
        PersistenceModule.forRegistry(settings.DATABASE_URL),
      ],
      controllers: [
        RegistryController,
        NodesController,
        TokensController,
        MeController,
        ConsoleController,
        PinVerifiedController,
      ],
      providers: [
        { provide: REGISTRY_SETTINGS, useValue: settings },
        { provide: Readiness, useValue: readiness },
        { provide: OUTAGE_CHECK, useValue: isOutage },
        RegistryOutbox,
        registerDevicesFor(settings),
        contextFor(settings),
      ],
    };
  }
}

const contextFor = (settings: RegistrySettings): FactoryProvider => ({
  provide: REGISTRY_CONTEXT,
  inject: [MESH_NODES, CREDENTIALS, OWNERS, CONSOLE_SESSIONS, REGISTRATIONS, DatabaseClock],
  useFactory: async (
    nodes: MeshNodes,
    credentials: Credentials,
    owners: Owners,
    consoles: ConsoleSessions,
    registrations: Registrations,
    clock: DatabaseClock,
  ): Promise<RegistryContext> => ({
    nodes,
    credentials,
    owners,
    consoles,
    claims: claimBatch(registrations, () => clock.now()),
    addresses: addressBatch(nodes),
    tokens: await MeshTokens.create(settings.MESHPAIR_SECRET, settings.MESHPAIR_PREVIOUS_SECRETS),
    now: () => clock.now(),
    newId: () => uuidv7(),
    peerTokenSeconds: settings.PEER_TOKEN_TTL_DAYS * DAY_SECONDS,
    sessionIdleSeconds: settings.SESSION_IDLE_DAYS * DAY_SECONDS,
  }),
});

const registerDevicesFor = (settings: RegistrySettings): FactoryProvider => ({
  provide: RegisterDevices,
  inject: [REGISTRATIONS, RegistryOutbox],
  useFactory: (registrations: Registrations, outbox: RegistryOutbox) =>
    new RegisterDevices(registrations, decideWith(settings), () => outbox.wake()),
});

const decideWith =
  (settings: RegistrySettings): DecideRegistration =>
  (request, existing, now) =>
    decideRegistration(request, existing, {
      now,
      peerTokenId: uuidv7(),
      policy: { ipConflict: settings.IP_CONFLICT_POLICY, deviceLimit: settings.MAX_DEVICES_PER_OWNER },
      peerTokenSeconds: settings.PEER_TOKEN_TTL_DAYS * DAY_SECONDS,
      sessionIdleSeconds: settings.SESSION_IDLE_DAYS * DAY_SECONDS,
    });
