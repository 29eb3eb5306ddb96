import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBusModule, NatsModule } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import type { Settings } from '@meshpair/settings';
import { AuditController } from './audit/audit.controller.js';
import { AuditExport } from './audit/audit-export.js';
import { AuditKeysController } from './audit/audit-keys.controller.js';
import { AuthModule } from './auth/auth.module.js';
import { ConsoleController } from './console/console.controller.js';
import { HomeController } from './console/home.controller.js';
import { OwnerController } from './console/owner.controller.js';
import { PasskeysController } from './console/passkeys.controller.js';
import { SignInController } from './console/sign-in.controller.js';
import { TouchesController } from './console/touches.controller.js';
import { GatewayGraphqlModule } from './graphql/graphql.module.js';
import { HealthController } from './health/health.controller.js';
import { RequestsInFlight } from './http/requests-in-flight.js';
import { RouteTable } from './http/route-table.js';
import { LiveModule } from './live/live.module.js';
import { AskedMetrics, CopyWatch } from './metrics/asked-metrics.js';
import { GatewayMetrics } from './metrics/gateway-metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ManyNodesController } from './nodes/many-nodes.controller.js';
import { MeController } from './nodes/me.controller.js';
import { NodesController } from './nodes/nodes.controller.js';
import { PeerPolicyController } from './nodes/peer-policy.controller.js';
import { OidcController } from './oidc/oidc.controller.js';
import { OidcProvider } from './oidc/oidc-provider.js';
import { OwnersController } from './owners/owners.controller.js';
import { PairingModule } from './pairing/pairing.module.js';
import { InvitationController } from './people/invitation.controller.js';
import { PeopleController } from './people/people.controller.js';
import { RefusalCounts } from './refusals/refusal-counts.js';
import { RefusalReports } from './refusals/refusal-reports.js';
import { PUBLIC_FILES, SETTINGS } from './settings.token.js';
import { JoinMeshController } from './setup-keys/join-mesh.controller.js';
import { SetupKeysController } from './setup-keys/setup-keys.controller.js';
import { TerminalController } from './terminal/terminal.controller.js';
import { CheckTokenController } from './tokens/check-token.controller.js';
import { TokensController } from './tokens/tokens.controller.js';
import { DeliveriesController } from './webhooks/deliveries.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

export interface GatewayParts {
  readonly settings: Settings & { readonly NATS_URL: string };
  readonly readiness: Readiness;
  readonly routes: RouteTable;
  readonly requests: RequestsInFlight;
  readonly metrics: GatewayMetrics;
  readonly refusals: RefusalCounts;
  /** Where the console's build is. */
  readonly publicFolder: string;
}

const CONTROLLERS = [
  AuditController,
  AuditKeysController,
  ConsoleController,
  HealthController,
  HomeController,
  MeController,
  MetricsController,
  NodesController,
  ManyNodesController,
  PeerPolicyController,
  OidcController,
  OwnerController,
  OwnersController,
  PeopleController,
  InvitationController,
  PasskeysController,
  SignInController,
  TouchesController,
  SetupKeysController,
  JoinMeshController,
  TokensController,
  CheckTokenController,
  TerminalController,
  WebhooksController,
  DeliveriesController,
];

@Module({})
export class GatewayModule {
  static forRoot({
    settings,
    readiness,
    routes,
    requests,
    metrics,
    refusals,
    publicFolder,
  }: GatewayParts): DynamicModule {
    const natsUrl = settings.NATS_URL;
    const values = [
      { provide: SETTINGS, useValue: settings },
      { provide: Readiness, useValue: readiness },
      { provide: RouteTable, useValue: routes },
      { provide: RequestsInFlight, useValue: requests },
      { provide: GatewayMetrics, useValue: metrics },
      { provide: RefusalCounts, useValue: refusals },
      { provide: PUBLIC_FILES, useValue: publicFolder },
    ];
    return {
      module: GatewayModule,
      global: true,
      imports: [
        CommandBusModule.forRoot({ natsUrl, name: 'gateway commands', onReply: metrics.countCommand }),
        NatsModule.forRoot({ natsUrl, name: 'gateway' }),
        AuthModule,
        LiveModule,
        PairingModule,
        GatewayGraphqlModule,
      ],
      controllers: CONTROLLERS,
      providers: [...values, AuditExport, AskedMetrics, CopyWatch, OidcProvider, RefusalReports],
      exports: values,
    };
  }
}
