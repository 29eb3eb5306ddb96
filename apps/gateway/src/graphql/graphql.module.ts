import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyRequest } from 'fastify';
import { ownerOfGraphql } from './graphql-auth.js';
import { formatErrors } from './graphql-errors.js';
import { NodesResolver, type GraphqlContext } from './nodes.resolver.js';

/** Deeper than any sensible query of this schema. */
const MAX_DEPTH = 6;

/** Read-only GraphQL: no mutation, no subscription, no batches, no GraphiQL. */
@Module({
  imports: [
    GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      path: '/graphql',
      graphiql: false,
      subscription: false,
      allowBatchedQueries: false,
      queryDepth: MAX_DEPTH,
      context: (request: FastifyRequest): GraphqlContext => ({ ownerId: ownerOfGraphql(request) }),
      errorFormatter: formatErrors,
    }),
  ],
  providers: [NodesResolver],
})
export class GatewayGraphqlModule {}
