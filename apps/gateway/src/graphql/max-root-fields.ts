import type { ValidationRule } from 'graphql';
import { tooCostly } from './refuse-costly.js';

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
