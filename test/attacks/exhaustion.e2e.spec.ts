import { readFile } from 'node:fs/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import {
  type HttpAnswer,
  type HttpCall,
  HttpClient,
  pairDevice,
  type RunningSystem,
  start,
  startSystem,
  waitFor,
} from '@meshpair/testing';

/** As in the gateway's stream slots. */
const STREAMS_PER_ADDRESS = 64;
const ADDRESSES = 40;
const MAX_STREAMS = 2_048;
const READINESS_CONNECTIONS = 1_500;
const MOST_MEGABYTES = 600;

interface Held {
  readonly socket: Socket;
  readonly status: number;
  readonly head: string;
}

describe('a client that wants to exhaust the gateway', () => {
  let system: RunningSystem;
  let client: HttpClient;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn' } });
    client = new HttpClient(system.baseUrl);
  });

  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    client?.close();
    await system?.stop();
  });

  /** Opens a stream, reads until the end of the head, and then neither reads nor closes. */
  const holdStream = (pairingId: string, localAddress: string): Promise<Held> =>
    new Promise((resolve, reject) => {
      const port = Number(new URL(system.baseUrl).port);
      const socket = connectSocket({ host: '127.0.0.1', port, localAddress });
      sockets.push(socket);
      let head = '';
      socket.on('data', (chunk: Buffer) => {
        head += chunk.toString();
        if (!head.includes('\r\n\r\n')) return;
        socket.pause();
        resolve({ socket, head, status: Number(head.slice(9, 12)) });
      });
      socket.on('error', reject);
      socket.write(
        `GET /pairing/${pairingId}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${system.ownerKey}\r\n\r\n`,
      );
    });

  /** How many commands of a subject the gateway has sent. */
  const commandsOf = async (subject: string): Promise<number> => {
    const { text } = await client.call({ path: '/metrics' });
    const counts = text.matchAll(/^meshpair_commands_total\{subject="([\w.]+)",.*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, of, count]) => sum + (of === subject ? Number(count) : 0), 0);
  };

  it('holds thousands of streams open, reads none, and leaves room for others; all are told of the end by one read', async () => {
    const { pairingId } = await start(client, system.ownerKey);
    const held: Held[] = [];
    for (let index = 0; index < ADDRESSES; index += 1) {
      const wave = Array.from({ length: STREAMS_PER_ADDRESS }, () =>
        holdStream(pairingId, `127.3.0.${index + 1}`),
      );
      held.push(...(await Promise.all(wave)));
    }
    const open = held.filter(({ status }) => status === 200);
    const refused = held.filter(({ status }) => status !== 200);
    expect(open).toHaveLength(MAX_STREAMS);
    expect(refused).toHaveLength(ADDRESSES * STREAMS_PER_ADDRESS - MAX_STREAMS);
    for (const { head } of refused) expect(head).toMatch(/^HTTP\/1\.1 503 [^]*\r\nretry-after: \d+\r\n/i);

    const flow = await pairDevice(system.baseUrl, client, system.ownerKey, 1);
    expect([flow.verify.body.state, flow.claim.status]).toEqual(['DeviceRegistered', 200]);
    for (const { pid } of system.processesOf('gateway')) {
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
      expect(Number(kilobytes) / 1024).toBeLessThan(MOST_MEGABYTES);
    }

    const before = await commandsOf('pairing.events');
    let told = 0;
    for (const { socket } of open) {
      let text = '';
      socket.removeAllListeners('data').on('data', (chunk: Buffer) => {
        if (text.includes('event: PairingFailed')) return;
        text += chunk.toString();
        if (text.includes('event: PairingFailed')) told += 1;
      });
      socket.resume();
    }
    await client.call({ method: 'DELETE', path: `/pairing/${pairingId}`, bearer: system.ownerKey });
    await waitFor(() => told === MAX_STREAMS, {
      timeoutMs: 60_000,
      message: 'every stream tells of the end',
    });
    // Once for all, and what a heartbeat may have looked for meanwhile.
    expect((await commandsOf('pairing.events')) - before).toBeLessThan(10);

    for (const { socket } of held) socket.destroy();
    const { pairingId: next } = await start(client, system.ownerKey);
    await waitFor(async () => (await holdStream(next, '127.3.1.1')).status === 200, {
      message: 'the slots are free again',
    });
  });

  it('asks for readiness over 1,500 connections, and neither the services nor the owner notice', async () => {
    const asked = async (): Promise<number> =>
      (await commandsOf('pairing.health')) + (await commandsOf('registry.health'));
    const before = await asked();
    const started = performance.now();
    const crowd = new HttpClient(system.baseUrl, '127.3.2.1', READINESS_CONNECTIONS);
    const ask = async (): Promise<number> => (await crowd.call({ path: '/health/ready' })).status;
    const asking = Promise.all(Array.from({ length: 4 * READINESS_CONNECTIONS }, ask));
    let isAsking = true;
    void asking.finally(() => (isAsking = false));
    const owners: number[] = [];
    while (isAsking) owners.push((await client.call({ path: '/nodes', bearer: system.ownerKey })).status);
    expect(new Set(await asking)).toEqual(new Set([200]));
    expect(new Set(owners)).toEqual(new Set([200]));
    const seconds = (performance.now() - started) / 1000;
    expect((await asked()) - before).toBeLessThanOrEqual(2 * Math.ceil(seconds + 1));
    crowd.close();
  });

  const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const post = (path: string, text: string, type = 'application/json'): HttpCall => ({
    method: 'POST',
    path,
    headers: { 'content-type': type },
    text,
  });

  it.each<[string, () => HttpCall, readonly number[]]>([
    [
      'a header of 100 kB',
      () => ({ path: '/nodes', headers: { 'x-more': 'a'.repeat(100_000) } }),
      [400, 431],
    ],
    [
      'a thousand headers',
      () => ({
        path: '/nodes',
        // Node reads a thousand headers and refuses a request whose Host is beyond them.
        headers: {
          host: 'localhost',
          ...Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x-${index}`, 'a'])),
        },
      }),
      [400, 401, 431],
    ],
    ['a path of 20 kB', () => ({ path: `/nodes/${'a'.repeat(20_000)}` }), [400, 404, 414, 431]],
    ['a query of ten thousand fields', () => ({ path: `/join?${'a=1&'.repeat(3_000)}` }), [400]],
    ['a bearer of 10 kB', () => ({ path: '/me', bearer: 'a'.repeat(10_000) }), [401]],
    [
      'a body over 16 KiB',
      () => post('/pairing/connect', JSON.stringify({ token: 'a'.repeat(17_000) })),
      [413],
    ],
    ['a body 7,000 levels deep', () => post('/pairing/connect', nested(7_000)), [400]],
    [
      'a field 5,000 levels deep',
      () => post('/pairing/connect', `{"token":"${'A'.repeat(43)}","device":${nested(5_000)}}`),
      [400],
    ],
    [
      'a form of two thousand fields',
      () => post('/tokens/introspect', 'a=1&'.repeat(2_000), 'application/x-www-form-urlencoded'),
      [400, 401],
    ],
    ['a prototype for every object', () => post('/pairing/connect', '{"__proto__":{"isOwner":true}}'), [400]],
  ])('is refused with %s', async (_what, call, statuses) => {
    const answer = await client.call(call());
    expect(statuses).toContain(answer.status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  const ask = (query: string, variables?: Record<string, unknown>): Promise<HttpAnswer> =>
    client.call({ method: 'POST', path: '/graphql', bearer: system.ownerKey, json: { query, variables } });
  const aliases = (count: number, of: string): string =>
    Array.from({ length: count }, (_, index) => `a${index}: ${of}`).join(' ');

  it('is refused a GraphQL query that is too deep or too wide', async () => {
    const deep = `{ ${'a { '.repeat(1_000)} id ${'}'.repeat(1_000)} }`;
    const many = (count: number): string => aliases(count, 'nodes { name }');
    const hidden = `{ ...a ...b } fragment a on Query { ${many(6)} } fragment b on Query { m: nodes { id } ${many(6)} }`;
    const sensible = await ask(`{ ${many(10)} }`);
    expect([sensible.status, sensible.text]).toEqual([200, expect.stringContaining('test-host')]);
    for (const query of [
      deep,
      `{ ${many(11)} }`,
      `{ ${many(500)} }`,
      hidden,
      `{ nodes { ${aliases(900, 'id')} } }`,
    ]) {
      const answer = await ask(query);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain('test-host');
    }
  });

  it('is refused a GraphQL query that costs too much before anything is asked, with the cost and the limit', async () => {
    const before = await commandsOf('registry.node.list');
    const everything = 'id name role ip port platform permissions createdAt updatedAt lastSeenAt';
    const fields = aliases(90, 'name');
    const circle = 'types { fields { type { fields { args { name type { name } } } } } }';
    for (const [query, variables] of [
      [`{ ${aliases(10, 'nodes { ...n }')} } fragment n on Node { ${everything} ${aliases(50, 'id')} }`],
      [
        `query ($n: Int!) { ${aliases(5, 'nodes(first: $n) { ...n }')} } fragment n on Node { ${fields} }`,
        { n: 100 },
      ],
      [`{ ${aliases(5, 'nodePage(first: 100) { ...p }')} } fragment p on NodePage { items { ${fields} } }`],
      [`{ ${aliases(10, 'nodes { ...n }')} } fragment n on Node { ${'x'.repeat(10_000)}: id }`],
      [`{ __schema { ${aliases(10, circle)} } }`],
    ] as const) {
      const { status, body } = await ask(query, variables);
      const [error] = body['errors'] as { message: string; extensions: Record<string, number | string> }[];
      const { code, cost, limit } = error?.extensions ?? {};
      expect([status, code, limit]).toEqual([400, 'query_too_costly', 40_000]);
      expect(cost).toBeGreaterThan(40_000);
      expect(error?.message).toBe(`The query costs ${cost}; the limit is 40000`);
    }
    const long = await ask(`{ nodes { ${aliases(900, 'id')} } }`);
    expect(long.body['errors']).toMatchObject([
      { extensions: { code: 'query_too_costly', cost: 2_705, limit: 1_000 } },
    ]);
    expect(await commandsOf('registry.node.list')).toBe(before);
    const tooMany = await ask('{ nodes(first: 101) { id } }');
    expect(tooMany.text).toContain('"field":"first"');
  });

  it('answers the standard GraphQL introspection, with all that it can ask for', async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      experimentalDirectiveDeprecation: true,
      oneOf: true,
    });
    for (const each of [query, getIntrospectionQuery()]) {
      const { status, body } = await ask(each);
      expect([status, body['errors']]).toEqual([200, undefined]);
      expect(Object.keys(buildClientSchema(body['data'] as never).getTypeMap())).toContain('NodePage');
    }
  });
});
