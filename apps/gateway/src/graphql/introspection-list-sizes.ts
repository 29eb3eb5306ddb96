import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** How long each list of the introspection's types can be in this schema, by its field. */
export function introspectionListSizes(schema: GraphQLSchema): Readonly<Record<string, number>> {
  const types = Object.values(schema.getTypeMap());
  const directives = schema.getDirectives();
  const most = (sizes: readonly number[]): number => Math.max(1, ...sizes);
  const mostOf = (sizeOf: (type: GraphQLNamedType) => number): number => most(types.map(sizeOf));
  const fieldsOf = (type: GraphQLNamedType): readonly { readonly args: readonly unknown[] }[] =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  return {
    types: types.length,
    directives: directives.length,
    locations: most(directives.map(({ locations }) => locations.length)),
    args: most([...types.flatMap(fieldsOf), ...directives].map(({ args }) => args.length)),
    fields: mostOf((type) => fieldsOf(type).length),
    inputFields: mostOf((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0)),
    enumValues: mostOf((type) => (isEnumType(type) ? type.getValues().length : 0)),
    interfaces: mostOf((type) =>
      isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().length : 0,
    ),
    possibleTypes: mostOf((type) => (isAbstractType(type) ? schema.getPossibleTypes(type).length : 0)),
  };
}
