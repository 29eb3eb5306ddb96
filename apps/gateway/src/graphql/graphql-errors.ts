import { GraphQLError } from 'graphql';
import type { MercuriusOptions } from 'mercurius';
import { problemOf, refusalOf } from '../http/problem-of.js';

type ErrorFormatter = NonNullable<MercuriusOptions['errorFormatter']>;

/**
 * A query that is not valid is 400, one that ran is 200. Refusals carry their problem in `extensions`; what is neither
 * a refusal nor a fault of the query tells nothing.
 */
export const formatErrors: ErrorFormatter = (execution) => {
  const errors = (execution.errors ?? []).flatMap((error) => formatError(error));
  const hasRun = Boolean(execution.data) || errors.some((error) => error.path !== undefined);
  return { statusCode: hasRun ? 200 : 400, response: { data: execution.data ?? null, errors } };
};

function formatError(error: GraphQLError): readonly GraphQLError[] {
  const cause: unknown = error.originalError;
  const faults = faultsOfQuery(cause);
  if (faults !== undefined) return faults;
  if (!(cause instanceof Error) || cause instanceof GraphQLError || isFaultOfRequest(cause)) return [error];
  const problem = problemOf(refusalOf(cause));
  const { nodes, path } = error;
  return [new GraphQLError(problem.title, { nodes, path, extensions: { ...problem } })];
}

/** What mercurius found wrong with the query's text. */
function faultsOfQuery(cause: unknown): readonly GraphQLError[] | undefined {
  if (!(cause instanceof Error) || !('errors' in cause) || !Array.isArray(cause.errors)) return undefined;
  return cause.errors.every((error) => error instanceof GraphQLError) ? cause.errors : undefined;
}

const isFaultOfRequest = (cause: Error): boolean =>
  'code' in cause && typeof cause.code === 'string' && cause.code.startsWith('MER_ERR_');
