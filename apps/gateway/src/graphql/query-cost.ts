import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isIntrospectionType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { introspectionListSizes } from './introspection-list-sizes.js';

/** Nodes in one page. */
export const MAX_PAGE = 100;

/** Permissions of one node (`Permissions` of the contracts). */
const MAX_PERMISSIONS = 32;

/** What a response name may have of bytes to count as one value. */
const NAME_BYTES = 64;

export type Variables = Readonly<Record<string, unknown>>;

/**
 * How many values the answer to a query may hold: each field once for every object that it is asked of, with a page or
 * a list taken as full. Aliases and fragments count wherever they are used. Of several operations, the dearest.
 * The document must be valid.
 */
export function costOf(schema: GraphQLSchema, document: DocumentNode, variables: Variables = {}): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  return Math.max(0, ...operations.map((each) => new QueryCost(schema, fragments, each, variables).total()));
}

/** The cost of one operation. */
class QueryCost {
  private readonly variables: Variables;
  private readonly listSizes: ReturnType<typeof introspectionListSizes>;
  private readonly spread = new Map<string, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly operation: OperationDefinitionNode,
    variables: Variables,
  ) {
    const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    this.variables = coerced;
    this.listSizes = introspectionListSizes(schema);
  }

  total(): number {
    const root = this.schema.getRootType(this.operation.operation);
    return root ? this.ofSelections(this.operation.selectionSet, root, MAX_PAGE) : 0;
  }

  /** `page` is how many objects a page of the fields around has. */
  private ofSelections(set: SelectionSetNode, parent: GraphQLCompositeType, page: number): number {
    return set.selections.reduce((sum, each) => sum + this.ofSelection(each, parent, page), 0);
  }

  private ofSelection(selection: SelectionNode, parent: GraphQLCompositeType, page: number): number {
    if (selection.kind === Kind.FIELD) return this.ofField(selection, parent, page);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofSpread(selection.name.value, parent, page);
    return this.ofFragment(selection, parent, page);
  }

  /** Each fragment is looked at once for a page size, however often it is spread. */
  private ofSpread(name: string, parent: GraphQLCompositeType, page: number): number {
    const fragment = this.fragments.get(name);
    if (!fragment) return 0;
    const key = `${name} ${page}`;
    const cost = this.spread.get(key) ?? this.ofFragment(fragment, parent, page);
    this.spread.set(key, cost);
    return cost;
  }

  private ofFragment(
    {
      typeCondition,
      selectionSet,
    }: Pick<FragmentDefinitionNode, 'selectionSet'> & {
      readonly typeCondition?: FragmentDefinitionNode['typeCondition'];
    },
    parent: GraphQLCompositeType,
    page: number,
  ): number {
    const type = typeCondition && this.schema.getType(typeCondition.name.value);
    return this.ofSelections(selectionSet, isCompositeType(type) ? type : parent, page);
  }

  private ofField(node: FieldNode, parent: GraphQLCompositeType, outerPage: number): number {
    const own = Math.ceil((node.alias ?? node.name).value.length / NAME_BYTES);
    const field = fieldOf(this.schema, parent, node.name.value);
    if (!field) return own;
    const page = this.pageOf(field, node) ?? outerPage;
    const count = isListType(getNullableType(field.type)) ? this.listSize(parent, field, page) : 1;
    const type = getNamedType(field.type);
    if (node.selectionSet && isCompositeType(type)) {
      return own + count * (1 + this.ofSelections(node.selectionSet, type, page));
    }
    return own + count - 1;
  }

  /** What a field's `first` asks for; undefined when it has none. */
  private pageOf(field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    if (!field.args.some(({ name }) => name === 'first')) return undefined;
    const { first } = getArgumentValues(field, node, this.variables);
    return typeof first === 'number' ? Math.min(MAX_PAGE, Math.max(1, first)) : MAX_PAGE;
  }

  private listSize(
    parent: GraphQLCompositeType,
    { name }: GraphQLField<unknown, unknown>,
    page: number,
  ): number {
    if (isIntrospectionType(parent)) return this.listSizes[name] ?? MAX_PAGE;
    return name === 'permissions' ? MAX_PERMISSIONS : page;
  }
}

function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === name);
    if (meta) return meta;
  }
  return 'getFields' in parent ? parent.getFields()[name] : undefined;
}
