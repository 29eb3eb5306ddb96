import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditEvent, type Mesh, meshAt, type PairingEvent, wholeList } from '@meshpair/client';
import {
  type Flow,
  HttpClient,
  pairDevice,
  readStream,
  type RunningSystem,
  startSystem,
  waitFor,
} from '@meshpair/testing';

const PAIRINGS = 200;
const FIVE_EVENTS = ['TokenCreated', 'DeviceScanned', 'PinGenerated', 'PinVerified', 'DeviceRegistered'];

const readAudit = (mesh: Mesh, order: 'asc' | 'desc' = 'asc'): Promise<readonly AuditEvent[]> =>
  wholeList((query) => mesh.GET('/audit/events', { params: { query: { ...query, order } } }));

/** The fields of a line in which each is quoted. */
const csvRow = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, field = '']) => field.replaceAll('""', '"'));

const isStep = (event: AuditEvent): event is PairingEvent => 'sequence' in event;

const ofPairing = <Event extends AuditEvent>(events: readonly Event[], pairingId: string): readonly Event[] =>
  events.filter((event) => event.subject === pairingId);

describe('200 pairings at once', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  let mesh: Mesh;
  let flows: readonly Flow[];

  beforeAll(async () => {
    system = await startSystem({
      settings: { MAX_DEVICES_PER_OWNER: '1000', RATE_LIMITS: 'off' },
      replicas: { pairing: 2, registry: 2 },
    });
    owner = new HttpClient(system.baseUrl, '127.0.0.1', PAIRINGS);
    mesh = meshAt({ url: system.baseUrl, token: system.ownerKey });
    flows = await Promise.all(
      Array.from({ length: PAIRINGS }, (_, index) =>
        pairDevice(system.baseUrl, owner, system.ownerKey, index),
      ),
    );
  });

  afterAll(async () => {
    owner?.close();
    await system?.stop();
  });

  /** With all that happened to the pairings, which ends after their answers. */
  const wholeTrail = (): Promise<readonly AuditEvent[]> =>
    waitFor(
      async () => {
        const events = await readAudit(mesh);
        return events.filter(isStep).length >= PAIRINGS * 5 && events;
      },
      { message: 'all events are in the trail' },
    );

  it('ends each of them registered, exactly once', async () => {
    expect(flows.map((flow) => flow.verify.status)).toEqual(flows.map(() => 200));
    // A verify waits for the registry for 2 s only, which a machine with much to do may not keep to.
    for (const { verify } of flows) expect(['DeviceRegistered', 'PinVerified']).toContain(verify.body.state);
    await waitFor(
      async () => {
        const [pairings] = await system.query(
          `select count(*)::int as ended from pairing.pairing_states where kind in ('DeviceRegistered', 'Failed')`,
        );
        return pairings?.ended === PAIRINGS;
      },
      { message: 'all pairings have ended' },
    );
    const [counts] = await system.query(`
      select (select count(*)::int from registry.mesh_nodes where role = 'device') as nodes,
             (select count(*)::int from registry.issued_tokens) as tokens,
             (select count(*)::int from registry.device_sessions) as sessions,
             (select count(*)::int from pairing.pairing_states where kind = 'DeviceRegistered') as registered`);
    expect(counts).toEqual({ nodes: PAIRINGS, tokens: PAIRINGS, sessions: PAIRINGS, registered: PAIRINGS });
  });

  it('hands each device tokens of its own', () => {
    expect(flows.map((flow) => flow.claim.status)).toEqual(flows.map(() => 200));
    expect(new Set(flows.map((flow) => flow.secrets.sessionToken)).size).toBe(PAIRINGS);
    expect(new Set(flows.map((flow) => flow.secrets.peerToken)).size).toBe(PAIRINGS);
  });

  it('shows their five events in order and without a gap in the audit trail', async () => {
    // What happened beside the pairings has no sequence.
    const audit = (await wholeTrail()).filter(isStep);
    for (const { pairingId } of flows) {
      const events = ofPairing(audit, pairingId);
      expect(events.map((event) => event.type)).toEqual(FIVE_EVENTS);
      expect(events.map((event) => event.sequence)).toEqual([1, 2, 3, 4, 5]);
    }
    expect(audit).toHaveLength(PAIRINGS * 5);
  });

  it('hands out the trail whole as NDJSON and as CSV, and backwards page by page', async () => {
    const trail = await wholeTrail();
    const read = (path: string): ReturnType<HttpClient['call']> =>
      owner.call({ path, bearer: system.ownerKey });
    const ndjson = await read('/audit/export?format=ndjson');
    expect(ndjson.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="meshpair-events.ndjson"',
    });
    const lines = ndjson.text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(trail);

    const [head, ...rows] = (await read('/audit/export?format=csv')).text.split('\r\n');
    expect(head).toBe('time,type,subject,actorkind,actorid,id,source,sequence,data,actorperson,actorname');
    expect(rows.pop()).toBe('');
    expect(rows.map(csvRow)).toEqual(
      trail.map((event) =>
        [
          event.time,
          event.type,
          event.subject,
          event.actorkind ?? '',
          event.actorid ?? '',
          event.id,
          event.source,
          isStep(event) ? String(event.sequence) : '',
          JSON.stringify(event.data),
          event.actorperson ?? '',
          event.actorname === undefined ? '' : JSON.stringify(event.actorname),
        ].map(String),
      ),
    );

    const back = await readAudit(mesh, 'desc');
    expect(back).toEqual(trail.toReversed());
    const ofType = (await read('/audit/export?format=ndjson&type=DeviceRegistered')).text.trim().split('\n');
    expect(ofType).toHaveLength(PAIRINGS);
    expect((await read('/audit/export?format=xml')).body.errors).toMatchObject([{ field: 'format' }]);
  });

  it('shows them in the stream, each once by its id, in order per pairing', async () => {
    const stream = (await readStream(system.natsUrl)) as readonly AuditEvent[];
    for (const { pairingId } of flows) {
      expect(ofPairing(stream, pairingId).map((event) => event.type)).toEqual(FIVE_EVENTS);
    }
    expect(new Set(stream.map((event) => event.id)).size).toBe(stream.length);
    expect(stream).toHaveLength(PAIRINGS * 5);
  });

  it('leaves no secret in the database, the stream or the logs', async () => {
    const session = flows[0]?.secrets.sessionToken ?? '';
    await owner.call({ path: '/me', bearer: session });
    const places = {
      database: await system.dumpDatabase(),
      stream: JSON.stringify(await readStream(system.natsUrl)),
      logs: system.logs(),
    };
    for (const [place, content] of Object.entries(places)) {
      expect(content.length).toBeGreaterThan(100);
      const words = new Set(content.split(/[^A-Za-z0-9_.-]+/));
      for (const { secrets } of flows) {
        // A PIN is six digits: it counts as found only where it stands alone.
        expect({ place, pin: words.has(secrets.pin) }).toEqual({ place, pin: false });
        for (const secret of [secrets.token, secrets.claimSecret, secrets.sessionToken, secrets.peerToken]) {
          expect(secret.length).toBeGreaterThan(40);
          expect({ place, found: content.includes(secret) }).toEqual({ place, found: false });
        }
      }
      expect(content.includes(system.ownerKey.split('_')[2] ?? '?')).toBe(false);
    }
  });
});
