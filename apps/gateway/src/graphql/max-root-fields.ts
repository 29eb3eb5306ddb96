import { GraphQLError, type ValidationRule } from 'graphql';

/** Each is a command to the registry: a request may not be worth many, however it names them. */
export const MAX_ROOT_FIELDS = 10;

/** Refuses a query with more fields of `Query` than that, aliases and those of fragments counted. */
export const maxRootFields: ValidationRule = (context) => {
  let count = 0;
  return {
    Field: (node) => {
      if (context.getParentType() !== context.getSchema().getQueryType()) return;
      count += 1;
      if (count !== MAX_ROOT_FIELDS + 1) return;
      context.reportError(new GraphQLError(`At most ${MAX_ROOT_FIELDS} fields of Query`, { nodes: [node] }));
    },
  };
};
