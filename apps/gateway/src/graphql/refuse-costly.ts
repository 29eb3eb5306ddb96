import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Lexer,
  Source,
  TokenKind,
  type ValidationRule,
} from 'graphql';
import { costOf, type Variables } from './query-cost.js';

/** Ten pages of whole nodes, or the standard introspection, and room: one or two megabytes of answer. */
export const MAX_COST = 40_000;

/** The standard introspection has 200. What compares fields with each other takes the square of it. */
const MAX_TOKENS = 1_000;

/** As mercurius' hook `preParsing`: refuses what is longer. */
export async function refuseLong(_schema: GraphQLSchema, source: string): Promise<void> {
  const count = countTokens(source);
  if (count > MAX_TOKENS) throw tooCostly(`The query has ${count} tokens`, count, MAX_TOKENS);
}

/** Up to the first that is none: that, the parser tells. */
function countTokens(source: string): number {
  const lexer = new Lexer(new Source(source));
  let count = 0;
  try {
    while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  } catch {
    return count;
  }
  return count;
}

/** Each is a command to the registry: a request may not be worth many, however it names them. */
export const MAX_ROOT_FIELDS = 10;

/** Refuses a query with more fields of `Query` than that, aliases and those of fragments counted. */
export const maxRootFields: ValidationRule = (context) => {
  let count = 0;
  return {
    Field: () => {
      if (context.getParentType() === context.getSchema().getQueryType()) count += 1;
    },
    Document: {
      leave: () => {
        if (count <= MAX_ROOT_FIELDS) return;
        context.reportError(tooCostly(`The query has ${count} fields of Query`, count, MAX_ROOT_FIELDS));
      },
    },
  };
};

/** As its hook `preExecution`: refuses what costs more before anything is asked. */
export async function refuseCostly(
  schema: GraphQLSchema,
  document: DocumentNode,
  _context: unknown,
  variables?: Variables,
): Promise<void> {
  const cost = costOf(schema, document, variables);
  if (cost > MAX_COST) throw tooCostly(`The query costs ${cost}`, cost, MAX_COST);
}

/** `whatIsAsked` begins the message; cost and limit are in the message and in the extensions. */
export const tooCostly = (whatIsAsked: string, cost: number, limit: number): GraphQLError =>
  new GraphQLError(`${whatIsAsked}; the limit is ${limit}`, {
    extensions: { code: 'query_too_costly', cost, limit },
  });
