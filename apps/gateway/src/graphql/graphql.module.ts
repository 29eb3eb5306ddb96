import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyRequest } from 'fastify';
import { OwnerAccess } from '../auth/owner-access.js';
import { formatErrors } from './graphql-errors.js';
import { type GraphqlContext, NodesResolver } from './nodes.resolver.js';
import { maxRootFields, refuseCostly, refuseLong } from './refuse-costly.js';

/** Parsed queries that are kept. */
const KEPT_QUERIES = 64;

/**
 * Read-only GraphQL: no mutation, no subscription, no batches, no GraphiQL. Mercurius makes the context before it
 * looks at the query, so that a caller who is no owner gets a 401 problem first.
 */
const optionsFor = (access: OwnerAccess): Omit<MercuriusDriverConfig, 'driver'> => ({
  autoSchemaFile: true,
  // Mercurius checks the schema too, without asking it about itself.
  buildSchemaOptions: { skipCheck: true },
  path: '/graphql',
  graphiql: false,
  subscription: false,
  allowBatchedQueries: false,
  cache: KEPT_QUERIES,
  validationRules: [maxRootFields],
  hooks: { preParsing: refuseLong, preExecution: refuseCostly },
  context: async (request: FastifyRequest): Promise<GraphqlContext> => ({
    ownerId: (await access.ownerOf(request)).ownerId,
  }),
  errorFormatter: formatErrors,
});

@Module({
  imports: [
    GraphQLModule.forRootAsync<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      inject: [OwnerAccess],
      useFactory: optionsFor,
    }),
  ],
  providers: [NodesResolver],
})
export class GatewayGraphqlModule {}
