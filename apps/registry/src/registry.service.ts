import type { FactoryProvider } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { EVENT_CONSUMERS, REGISTRY_QUEUE } from '@meshpair/contracts';
import { Outbox, type ServiceDefinition, type ServiceSettings } from '@meshpair/kernel';
import {
  ACCOUNTS,
  ADMINS,
  AUDIT_KEYS,
  CONSOLE_SESSIONS,
  CREDENTIALS,
  DatabaseClock,
  type DecideRegistration,
  DEVICE_CODE_RULES,
  type JoinQuestion,
  type JoinRequest,
  JOINS,
  type Joins,
  MANY_NODES,
  MESH_NODES,
  NODE_REMOVALS,
  type NodeRemovals,
  OWN_KEYS,
  OWNERS,
  PASSKEYS,
  PEER_POLICIES,
  PEOPLE,
  PersistenceModule,
  REFUSED_REQUESTS,
  REGISTRATIONS,
  type Registrations,
  REGISTRY_OUTBOX,
  SETUP_KEYS,
  TOUCH_RULES_OF_OWNERS,
  UNSEEN_NODES,
  type UnseenNodes,
} from '@meshpair/persistence';
import { MicroBatch } from '@meshpair/service';
import { AccountsController } from './commands/accounts.controller.js';
import { AdminsController } from './commands/admins.controller.js';
import { AuditKeysController } from './commands/audit-keys.controller.js';
import { MeController } from './commands/me.controller.js';
import { NodesController } from './commands/nodes.controller.js';
import { OwnerController } from './commands/owner.controller.js';
import { OwnerRulesController } from './commands/owner-rules.controller.js';
import { PasskeysController } from './commands/passkeys.controller.js';
import { PeopleController } from './commands/people.controller.js';
import { RegistryController } from './commands/registry.controller.js';
import { SetupKeysController } from './commands/setup-keys.controller.js';
import { TokensController } from './commands/tokens.controller.js';
import { TouchesController } from './commands/touches.controller.js';
import { decideRegistration } from './events/decide-registration.js';
import { PinVerifiedController } from './events/pin-verified.controller.js';
import { RegisterDevices } from './events/register-devices.js';
import { decideJoin, type JoinOutcome } from './joins/decide-join.js';
import { Challenges } from './passkeys/challenges.js';
import { REGISTRY_CONTEXT, type RegistryContext } from './registry-context.js';
import { FinishRemovals } from './removals/finish-removals.js';
import { RemoveUnseen } from './removals/remove-unseen.js';
import { MeshTokens } from './tokens/mesh-tokens.js';
import { RefreshTokens } from './tokens/refresh-tokens.js';

type RegistrySettings = ServiceSettings<'MESHPAIR_SECRET'>;

const DAY_SECONDS = 86_400;

/** Claims that one statement takes. */
const MOST_CLAIMS = 128;

/** Joins that one transaction takes, and groups that are under way: more of one owner would only wait for its lock. */
const JOINS_OF_A_GROUP = 32;
const JOIN_GROUPS_AT_ONCE = 3;

/** A claim may be repeated for this long: a lost answer loses nothing. */
const CLAIM_WINDOW_SECONDS = 600;

/** The registry service: nodes, tokens, sessions and owners, and the registration of verified devices. */
export const registryService: ServiceDefinition<'MESHPAIR_SECRET'> = {
  name: 'registry',
  needs: ['MESHPAIR_SECRET'],
  listens: { queue: REGISTRY_QUEUE, consumer: EVENT_CONSUMERS.registry },
  outbox: {
    store: REGISTRY_OUTBOX,
    source: '/meshpair/registry',
    relay: { consumer: EVENT_CONSUMERS.registry },
  },
  parts: (settings) => ({
    imports: [PersistenceModule.forRegistry(settings.DATABASE_URL)],
    controllers: [
      RegistryController,
      NodesController,
      TokensController,
      MeController,
      AuditKeysController,
      OwnerController,
      OwnerRulesController,
      AdminsController,
      PeopleController,
      SetupKeysController,
      PasskeysController,
      AccountsController,
      TouchesController,
      PinVerifiedController,
    ],
    providers: [registerDevicesFor(settings), finishRemovals, removeUnseen, contextFor(settings)],
  }),
};

/** The stores of the use cases, by the names that these know them by. */
const STORES = {
  nodes: MESH_NODES,
  manyNodes: MANY_NODES,
  removals: NODE_REMOVALS,
  policies: PEER_POLICIES,
  credentials: CREDENTIALS,
  owners: OWNERS,
  ownKeys: OWN_KEYS,
  admins: ADMINS,
  people: PEOPLE,
  setupKeys: SETUP_KEYS,
  passkeys: PASSKEYS,
  accounts: ACCOUNTS,
  touchRules: TOUCH_RULES_OF_OWNERS,
  deviceCodeRules: DEVICE_CODE_RULES,
  auditKeys: AUDIT_KEYS,
  refusedRequests: REFUSED_REQUESTS,
  consoles: CONSOLE_SESSIONS,
} as const satisfies Partial<Record<keyof RegistryContext, symbol>>;

type Stores = Pick<RegistryContext, keyof typeof STORES>;

const contextFor = (settings: RegistrySettings): FactoryProvider => ({
  provide: REGISTRY_CONTEXT,
  inject: [REGISTRATIONS, JOINS, DatabaseClock, Outbox, FinishRemovals, ...Object.values(STORES)],
  useFactory: async (
    registrations: Registrations,
    joins: Joins,
    clock: DatabaseClock,
    outbox: Outbox,
    finishing: FinishRemovals,
    ...injected: readonly unknown[]
  ): Promise<RegistryContext> => {
    const names = Object.keys(STORES);
    const stores = Object.fromEntries(
      names.map((name, place) => [name, injected[place]]),
    ) as unknown as Stores;
    return {
      ...stores,
      claims: new MicroBatch({
        run: (claims) => registrations.claim(claims, clock.now(), CLAIM_WINDOW_SECONDS),
        maxItems: MOST_CLAIMS,
      }),
      joins: new MicroBatch({
        run: (requests) => joins.join(requests, decideJoinWith(settings)),
        maxItems: JOINS_OF_A_GROUP,
        concurrency: JOIN_GROUPS_AT_ONCE,
      }),
      challenges: new Challenges(settings.MESHPAIR_SECRET),
      tokens: await MeshTokens.create(settings.MESHPAIR_SECRET, settings.MESHPAIR_PREVIOUS_SECRETS),
      refreshTokens: new RefreshTokens(settings.MESHPAIR_SECRET, settings.MESHPAIR_PREVIOUS_SECRETS),
      now: () => clock.now(),
      recorded: () => outbox.recorded(),
      removalBegun: () => finishing.lookSoon(),
      newId: () => uuidv7(),
      ...lifetimesOf(settings),
    };
  },
});

const finishRemovals: FactoryProvider = {
  provide: FinishRemovals,
  inject: [NODE_REMOVALS, DatabaseClock, Outbox],
  useFactory: (removals: NodeRemovals, clock: DatabaseClock, outbox: Outbox) =>
    new FinishRemovals({ removals, clock, recorded: () => outbox.recorded() }),
};

const removeUnseen: FactoryProvider = {
  provide: RemoveUnseen,
  inject: [UNSEEN_NODES, DatabaseClock, Outbox],
  useFactory: (unseen: UnseenNodes, clock: DatabaseClock, outbox: Outbox) =>
    new RemoveUnseen({ unseen, clock, recorded: () => outbox.recorded() }),
};

const registerDevicesFor = (settings: RegistrySettings): FactoryProvider => ({
  provide: RegisterDevices,
  inject: [REGISTRATIONS, Outbox],
  useFactory: (registrations: Registrations, outbox: Outbox) =>
    new RegisterDevices(registrations, decideWith(settings), (event, causedBy) =>
      outbox.committed([event], causedBy),
    ),
});

const lifetimesOf = ({
  PEER_TOKEN_TTL_DAYS,
  SESSION_IDLE_DAYS,
}: RegistrySettings): Pick<RegistryContext, 'peerTokenSeconds' | 'sessionIdleSeconds'> => ({
  peerTokenSeconds: PEER_TOKEN_TTL_DAYS * DAY_SECONDS,
  sessionIdleSeconds: SESSION_IDLE_DAYS * DAY_SECONDS,
});

const decideWith =
  (settings: RegistrySettings): DecideRegistration =>
  (request, existing, now, setupKey) =>
    decideRegistration(request, existing, {
      now,
      setupKey,
      peerTokenId: uuidv7(),
      policy: { ipConflict: settings.IP_CONFLICT_POLICY, deviceLimit: settings.MAX_DEVICES_PER_OWNER },
      ...lifetimesOf(settings),
    });

const decideJoinWith =
  (settings: RegistrySettings) =>
  (request: JoinRequest, question: JoinQuestion): JoinOutcome =>
    decideJoin(request, question, {
      newNodeId: uuidv7(),
      sessionId: uuidv7(),
      peerTokenId: uuidv7(),
      deviceLimit: settings.MAX_DEVICES_PER_OWNER,
      ...lifetimesOf(settings),
    });
