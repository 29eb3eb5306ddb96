import { Module, type DynamicModule } from '@nestjs/common';
import { CommandBusModule, NatsModule } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import type { Settings } from '@meshpair/settings';
import { AuditController } from './audit/audit.controller.js';
import { AuthModule } from './auth/auth.module.js';
import { GatewayGraphqlModule } from './graphql/graphql.module.js';
import { HealthController } from './health/health.controller.js';
import { RequestsInFlight } from './http/requests-in-flight.js';
import { RouteTable } from './http/route-table.js';
import { StreamSlots } from './http/stream-slots.js';
import { JoinModule } from './join/join.module.js';
import { NodesModule } from './nodes/nodes.module.js';
import { PairingModule } from './pairing/pairing.module.js';
import { SETTINGS } from './settings.token.js';
import { TokensController } from './tokens/tokens.controller.js';

export interface GatewayParts {
  readonly settings: Settings & { readonly NATS_URL: string };
  readonly readiness: Readiness;
  readonly routes: RouteTable;
  readonly requests: RequestsInFlight;
}

@Module({})
export class GatewayModule {
  static forRoot({ settings, readiness, routes, requests }: GatewayParts): DynamicModule {
    const natsUrl = settings.NATS_URL;
    const values = [
      { provide: SETTINGS, useValue: settings },
      { provide: Readiness, useValue: readiness },
      { provide: RouteTable, useValue: routes },
      { provide: RequestsInFlight, useValue: requests },
      { provide: StreamSlots, useValue: new StreamSlots() },
    ];
    return {
      module: GatewayModule,
      global: true,
      imports: [
        CommandBusModule.forRoot({ natsUrl, name: 'gateway commands' }),
        NatsModule.forRoot({ natsUrl, name: 'gateway' }),
        AuthModule,
        PairingModule,
        JoinModule,
        NodesModule,
        GatewayGraphqlModule,
      ],
      controllers: [AuditController, HealthController, TokensController],
      providers: values,
      exports: values,
    };
  }
}
