import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { apiChanges } from '../../../scripts/api-changes.mjs';
import { at, type Changes, type Schema, schemaChanges } from '../../../scripts/schema-changes.mjs';

const read = (file: string): Schema => JSON.parse(readFileSync(`docs/${file}`, 'utf8')) as Schema;

const releases = readdirSync('docs/releases').sort((one, other) =>
  one.localeCompare(other, 'en', { numeric: true }),
);
const LAST = `releases/${releases.at(-1)}`;
const schemasIn = (folder: string): readonly string[] => readdirSync(`docs/${folder}/schemas`);

/** A place in a document (RFC 6901), and what is there instead; undefined for nothing. `/-` is behind the last of a list. */
type Patch = readonly [pointer: string, value?: unknown];

function patched(document: Schema, patches: readonly Patch[]): Schema {
  const copy = structuredClone(document);
  for (const [pointer, value] of patches) {
    const [last = '', ...above] = pointer.split('/').reverse();
    const key = last.replaceAll('~1', '/');
    const parent = at(copy, `#${above.reverse().join('/')}`);
    if (Array.isArray(parent))
      parent.splice(key === '-' ? parent.length : Number(key), 1, ...[value ?? []].flat());
    else if (value === undefined) delete parent[key];
    else parent[key] = value;
  }
  return copy;
}

describe('the API of today, for a client of the last release', () => {
  const today = read('openapi.json');
  const changesBy = (...patches: readonly Patch[]): Changes => apiChanges(today, patched(today, patches));

  it('has no change that breaks it', () => {
    expect(apiChanges(read(`${LAST}/openapi.json`), today).breaking).toEqual([]);
  });

  const ME = '/paths/~1me/get';
  const NODE = '/components/schemas/Node';
  const JSON_BODY = 'requestBody/content/application~1json/schema';
  const START = `/paths/~1pairing~1start/post/${JSON_BODY}`;
  const CONNECT = `/paths/~1pairing~1connect/post/${JSON_BODY}`;
  const VERIFY = `/paths/~1pairing~1verify/post/${JSON_BODY}`;
  const NEW_PARAMETER = { name: 'role', in: 'query', required: true, schema: { type: 'string' } };

  const BREAKING: readonly (readonly [string, readonly Patch[], string])[] = [
    ['a path that is gone', [['/paths/~1me']], '/me: the path is gone'],
    ['an operation that is gone', [['/paths/~1me/patch']], 'PATCH /me: the operation is gone'],
    [
      'another name of an operation',
      [[`${ME}/operationId`, 'readMe']],
      'GET /me: is called readMe, where it was getMe',
    ],
    ['an answer that is gone', [[`${ME}/responses/200`]], 'GET /me 200: the answer is gone'],
    [
      'an answer in another form',
      [[`${ME}/responses/200/content`, { 'text/plain': {} }]],
      'GET /me 200: is no longer application/json',
    ],
    ['a field that is told no more', [[`${NODE}/properties/ip`]], 'GET /me 200.ip: is gone'],
    ['a told field that may be missing', [[`${NODE}/required/0`]], 'GET /me 200.id: may be missing now'],
    [
      'a told field of another type',
      [[`${NODE}/properties/name/type`, 'integer']],
      'GET /me 200.name: its type was string, and is integer',
    ],
    [
      'a told field that may be null',
      [[`${NODE}/properties/name/type`, ['string', 'null']]],
      'GET /me 200.name: its type was string, and is null',
    ],
    [
      'a field that is taken no more',
      [[`${START}/properties/label`]],
      'POST /pairing/start body.label: is gone',
    ],
    [
      'a field that is required now',
      [[`${START}/required`, ['label']]],
      'POST /pairing/start body.label: is required now',
    ],
    [
      'a new field that is required',
      [
        [`${CONNECT}/properties/proof`, { type: 'string' }],
        [`${CONNECT}/required/-`, 'proof'],
      ],
      'POST /pairing/connect body.proof: is required now',
    ],
    [
      'a value that is taken no more',
      [[`${VERIFY}/properties/onIpConflict/enum/0`]],
      'POST /pairing/verify body.onIpConflict: no longer takes reject',
    ],
    [
      'a field that takes another type',
      [[`${START}/properties/ttlSeconds/type`, 'string']],
      'POST /pairing/start body.ttlSeconds: its type was integer, and is string',
    ],
    [
      'a narrower limit',
      [[`${START}/properties/ttlSeconds/maximum`, 300]],
      'POST /pairing/start body.ttlSeconds: its maximum is narrower',
    ],
    [
      'a body that is needed now',
      [['/paths/~1me~1heartbeat/post/requestBody', { required: true, content: {} }]],
      'POST /me/heartbeat: needs a body now',
    ],
    [
      'a parameter that is gone',
      [['/paths/~1audit~1events/get/parameters/0']],
      'GET /audit/events query after: the parameter is gone',
    ],
    [
      'a parameter that is required',
      [['/paths/~1nodes/get/parameters/-', NEW_PARAMETER]],
      'GET /nodes query role: is required now',
    ],
    [
      'a parameter that takes less',
      [['/paths/~1nodes/get/parameters/0/schema', { type: 'string', enum: ['one'] }]],
      'GET /nodes query after: takes one only',
    ],
    [
      'a credential that opens it no more',
      [['/paths/~1nodes/get/security', [{ owner: [] }]]],
      'GET /nodes: console no longer opens it',
    ],
    [
      'a credential where there was none',
      [['/paths/~1health~1live/get/security', [{ owner: [] }]]],
      'GET /health/live: needs a credential now',
    ],
  ];

  it.each(BREAKING)('would be broken by %s', (_name, patches, expected) => {
    expect(changesBy(...patches).breaking).toContain(expected);
  });

  it('is not broken by what is added', () => {
    const changes = changesBy(
      ['/paths/~1toasters', at(today, '#/paths/~1me')],
      [`${NODE}/properties/colour`, { type: 'string' }],
      [`${NODE}/required/-`, 'colour'],
      [`${START}/properties/colour`, { type: 'string' }],
      [`${START}/properties/ttlSeconds/maximum`, 6_000],
      [`${VERIFY}/properties/onIpConflict/enum/-`, 'ask'],
      ['/paths/~1nodes/get/parameters/-', { ...NEW_PARAMETER, required: false }],
      [`${ME}/responses/418`, { description: 'A teapot' }],
    );
    expect(changes).toEqual({ breaking: [], warnings: [] });
  });

  it('is warned of a value that it may be told and does not know', () => {
    const { breaking, warnings } = changesBy([`${NODE}/properties/role/enum/-`, 'guest']);
    expect(breaking).toEqual([]);
    expect(warnings).toContain('GET /me 200.role: may be guest, which is new');
  });
});

describe('the events of today, for a consumer of the last release', () => {
  const changes = (old: Schema, now: Schema): Changes =>
    schemaChanges({ document: old, schema: old }, { document: now, schema: now }, 'told', 'event');

  it('have every type of then', () => {
    expect(schemasIn('.')).toEqual(expect.arrayContaining([...schemasIn(LAST)]));
  });

  it.each(schemasIn(LAST))('have no change in %s that breaks it, unless its version tells so', (file) => {
    const [then, now] = [read(`${LAST}/schemas/${file}`), read(`schemas/${file}`)];
    expect(then.$id === now.$id ? changes(then, now).breaking : []).toEqual([]);
  });

  it('would break it without a field, and do not with one more', () => {
    const event = read('schemas/NodeRenamed.json');
    const data = '/properties/data/properties';
    expect(changes(event, patched(event, [[`${data}/name`]])).breaking).toEqual(['event.data.name: is gone']);
    expect(changes(event, patched(event, [[`${data}/colour`, { type: 'string' }]])).breaking).toEqual([]);
  });
});
