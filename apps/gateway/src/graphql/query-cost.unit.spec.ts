import { describe, expect, it } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { costOf, type Variables } from './query-cost.js';
import { MAX_COST } from './refuse-costly.js';

const SCHEMA = buildSchema(`
  type Node { id: ID! name: String! permissions: [String!]! }
  type NodePage { items: [Node!]! nextCursor: String }
  type Query {
    nodes(first: Int! = 100, after: String): [Node!]!
    nodePage(first: Int! = 50, after: String): NodePage!
    node(id: ID!): Node
  }
`);

function costOfQuery(query: string, variables?: Variables): number {
  const document = parse(query);
  expect(validate(SCHEMA, document)).toEqual([]);
  return costOf(SCHEMA, document, variables);
}

const whole = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  experimentalDirectiveDeprecation: true,
  oneOf: true,
});

describe('the cost of a query', () => {
  it.each<[string, number]>([
    ['{ node(id: "a") { id name } }', 1 + 1 + 2],
    ['{ nodes { id } }', 1 + 100 * (1 + 1)],
    ['{ nodes(first: 5) { id name } }', 1 + 5 * (1 + 2)],
    ['{ nodes(first: 5000) { id } }', 1 + 100 * 2],
    ['{ nodes(first: -5) { id } }', 1 + 2],
    ['{ nodes(first: 5) { permissions } }', 1 + 5 * (1 + 32)],
    ['{ nodePage(first: 10) { items { id } nextCursor } }', 2 + 1 + 10 * 2 + 1],
    ['{ a: nodes(first: 2) { id } b: nodes(first: 3) { x: id y: id } }', 1 + 2 * 2 + 1 + 3 * 3],
    ['{ nodes(first: 2) { ...n ... on Node { name } } } fragment n on Node { id x: id }', 1 + 2 * 4],
    ['{ __typename }', 1],
    [`{ nodes(first: 2) { ${'n'.repeat(65)}: name } }`, 1 + 2 * (1 + 2)],
    ['query cheap { node(id: "a") { id } } query dear { nodes(first: 9) { id } }', 1 + 9 * 2],
  ])('of %s', (query, cost) => {
    expect(costOfQuery(query)).toBe(cost);
  });

  it('takes a page from a variable, from its default, or as full', () => {
    const query = 'query ($first: Int! = 7) { nodes(first: $first) { id } }';
    expect(costOfQuery(query, { first: 3 })).toBe(1 + 3 * 2);
    expect(costOfQuery(query)).toBe(1 + 7 * 2);
    expect(costOfQuery('query ($first: Int!) { nodes(first: $first) { id } }')).toBe(1 + 100 * 2);
  });

  it('takes a fragment by the page that it is spread in', () => {
    const fragment = 'fragment p on NodePage { items { id } }';
    const query = `{ a: nodePage(first: 2) { ...p } b: nodePage(first: 4) { ...p } } ${fragment}`;
    expect(costOfQuery(query)).toBe(2 + 1 + 2 * 2 + 2 + 1 + 4 * 2);
  });

  it('is found at once however often fragments spread each other', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, index) => `fragment f${index} on Node { ...f${index + 1} ... on Node { ...f${index + 1} } }`,
    );
    const query = `{ nodes(first: 1) { ...f0 } } ${fragments.join(' ')} fragment f60 on Node { id }`;
    expect(costOfQuery(query)).toBe(2 + 2 ** 60);
  });

  it('lets the whole standard introspection through, and not one that asks in circles for much', () => {
    expect(costOfQuery(whole)).toBeLessThan(MAX_COST);
    expect(costOfQuery('{ __schema { types { name } } }')).toBeLessThan(100);
    const circle = 'types { fields { type { fields { args { name type { name } } } } } }';
    expect(costOfQuery(`{ __schema { ${circle} } }`)).toBeLessThan(MAX_COST);
    const circles = Array.from({ length: 10 }, (_, index) => `a${index}: ${circle}`).join(' ');
    expect(costOfQuery(`{ __schema { ${circles} } }`)).toBeGreaterThan(MAX_COST);
  });
});
