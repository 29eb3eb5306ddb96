import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addOwner,
  auditTrail,
  connect,
  type HttpAnswer,
  HttpClient,
  LiveStream,
  pairDevice,
  type RunningSystem,
  start,
  startSystem,
  waitFor,
} from '@meshpair/testing';

const METRICS_TOKEN = 'metrics-token-of-the-test';

describe('what is seen from outside', () => {
  let system: RunningSystem;
  let client: HttpClient;
  /** Of an owner to whom nothing has happened yet. */
  let key: string;
  const streams: LiveStream[] = [];

  beforeAll(async () => {
    system = await startSystem({
      settings: { TRUST_PROXY: '127.0.0.1', RATE_LIMITS: 'off', METRICS_TOKEN },
      replicas: { gateway: 2 },
    });
    client = new HttpClient(system.baseUrl);
    key = await addOwner(system, 'audited');
  });

  afterAll(async () => {
    streams.forEach((stream) => stream.close());
    client?.close();
    await system?.stop();
  });

  const live = async (
    query: string,
    headers: Record<string, string> = {},
    bearer = key,
    gateway = 0,
  ): Promise<LiveStream> => {
    const url = new URL(`/audit/events${query}`, system.gatewayUrls[gateway]);
    const stream = new LiveStream(url, { ...(bearer && { authorization: `Bearer ${bearer}` }), ...headers });
    streams.push(stream);
    await waitFor(() => stream.opened > 0, { message: 'the stream answers' });
    return stream;
  };
  const untilInTrail = (pairingId: string, count: number): Promise<unknown> =>
    auditTrail(client, key, pairingId, count);
  const idsOf = (stream: LiveStream): readonly unknown[] => stream.events.map(({ data }) => data.id);

  describe('the live audit', () => {
    it('goes on with what happens, on every gateway, each event once and in order', async () => {
      const { pairingId } = await pairDevice(system.baseUrl, client, key, 1);
      await untilInTrail(pairingId, 5);
      const [here, there] = [await live(''), await live('?last=2', {}, key, 1)];
      await waitFor(() => here.events.length === 5 && there.events.length === 2, {
        message: 'what was there',
      });
      const next = await pairDevice(system.baseUrl, client, key, 2);
      await waitFor(() => here.events.length === 10 && there.events.length === 7, {
        message: 'what has happened since',
      });
      const ids = [pairingId, next.pairingId].flatMap((id) => [1, 2, 3, 4, 5].map((n) => `${id}.${n}`));
      expect([idsOf(here), idsOf(there)]).toEqual([ids, ids.slice(3)]);
      await untilInTrail(next.pairingId, 5);
      const page = await client.call({ path: '/audit/events', bearer: key });
      expect((page.body.items as { id: string }[]).map(({ id }) => id)).toEqual(ids);
      expect(Object.keys(page.body).sort()).toEqual(['items', 'nextCursor']);
    });

    it('resumes after Last-Event-ID, and by cursor', async () => {
      const first = await live('');
      await waitFor(() => first.events.length >= 10, { message: 'the events so far' });
      const seen = first.events[6];
      const rest = idsOf(first).slice(7);
      const resumed = await live('?last=1', { 'last-event-id': seen?.id ?? '' });
      const after = await live(`?after=${seen?.id ?? ''}`);
      await waitFor(() => resumed.events.length >= rest.length && after.events.length >= rest.length, {
        message: 'the rest',
      });
      expect([idsOf(resumed), idsOf(after)]).toEqual([rest, rest]);
    });

    it('filters, and shows an owner nothing of another', async () => {
      const secondKey = await addOwner(system, 'second');
      const others = await live('', {}, secondKey);
      const { pairingId, token } = await start(client, key);
      await untilInTrail(pairingId, 1);
      const scans = await live(`?pairingId=${pairingId}&type=DeviceScanned`);
      const own = await live('?last=0');
      await connect(client, token);
      await waitFor(() => scans.events.length === 1 && own.events.length === 2, {
        message: 'the scan',
      });
      expect(scans.events.map(({ event }) => event)).toEqual(['DeviceScanned']);
      expect(own.events.map(({ event }) => event)).toEqual(['DeviceScanned', 'PinGenerated']);
      expect(others.events).toEqual([]);
    });

    it('ends when the console that follows it signs out', async () => {
      const path = '/console/session';
      const signedIn = await client.call({ method: 'POST', path, json: { key } });
      const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      const stream = await live('?last=1', { cookie }, '');
      await waitFor(() => stream.events.length > 0, { message: 'the console follows' });
      const headers = { cookie, origin: system.baseUrl };
      expect((await client.call({ method: 'DELETE', path, headers })).status).toBe(204);
      await waitFor(() => stream.ended, { timeoutMs: 25_000, message: 'the next heartbeat ends the stream' });
    });

    it.each([
      ['?after=A&last=1', {}, 'last'],
      ['?last=501', {}, 'last'],
      ['?order=desc', {}, 'order'],
      ['?order=desc&last=1', {}, 'order'],
      ['', { 'last-event-id': 'no cursor' }, 'Last-Event-ID'],
      ['', { 'last-event-id': 'nonsense' }, 'after'],
    ])('refuses %s %j and names the field', async (query, headers, field) => {
      const answer = await client.call({
        path: `/audit/events${query}`,
        bearer: key,
        headers: { accept: 'text/event-stream', ...(headers as Record<string, string>) },
      });
      expect([answer.status, answer.body.errors]).toMatchObject([400, [{ field }]]);
    });

    it('refuses with 410 what was seen before a restore, and ends for those who were following', async () => {
      const following = await live('?last=1');
      await waitFor(() => following.events.length > 0, { message: 'the last event' });
      const [{ id = '' } = {}] = following.events;
      // As the migration after a restore does.
      await system.query(`update pairing.audit_epochs set epoch = repeat('f', 32)`);
      await start(client, key);
      await waitFor(() => following.ended, { message: 'the stream has ended' });
      for (const [query, headers] of [
        [`?after=${id}`, {}],
        [`?after=${id}`, { accept: 'text/event-stream' }],
        ['', { accept: 'text/event-stream', 'last-event-id': id }],
      ] as const) {
        const path = `/audit/events${query}`;
        const { status, body } = await client.call({ path, bearer: key, headers });
        expect([status, body.code]).toEqual([410, 'cursor_expired']);
      }
      const again = await live('?last=1');
      await waitFor(() => again.events.length > 0, { message: 'the trail from its end' });
    });

    it('opens for nobody else, and at most twenty times for an owner at one gateway', async () => {
      expect((await live('', {}, '')).opened).toBe(401);
      const busyKey = await addOwner(system, 'many');
      const opened = await Promise.all(Array.from({ length: 20 }, () => live('', {}, busyKey)));
      expect(opened.map((stream) => stream.opened)).toEqual(opened.map(() => 200));
      const refused = await client.call({
        path: '/audit/events',
        bearer: busyKey,
        headers: { accept: 'text/event-stream' },
      });
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '15']);
      expect((await live('', {}, busyKey, 1)).opened).toBe(200);
      opened.forEach((stream) => stream.close());
      await waitFor(async () => (await live('', {}, busyKey)).opened === 200, {
        message: 'there is room again',
      });
    });
  });

  describe('/metrics', () => {
    const ask = (headers: Record<string, string> = {}, bearer?: string): Promise<HttpAnswer> =>
      client.call({ path: '/metrics', headers, bearer });
    const value = (text: string, line: string): number =>
      Number(
        text
          .split('\n')
          .find((each) => each.startsWith(line))
          ?.split(' ')
          .at(-1) ?? Number.NaN,
      );

    it('counts requests by pattern, commands by outcome, and open streams', async () => {
      const flow = await pairDevice(system.baseUrl, client, system.ownerKey, 3);
      await client.call({ path: `/no/such/${flow.pairingId}` });
      const stream = await live('?last=0');
      const { status, headers, text } = await ask();
      expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')]);
      const requests = 'meshpair_http_requests_total';
      expect(
        value(text, `${requests}{method="POST",route="/pairing/:id/claim",status="200"}`),
      ).toBeGreaterThan(0);
      expect(value(text, `${requests}{method="GET",route="unmatched",status="404"}`)).toBeGreaterThan(0);
      expect(value(text, 'meshpair_commands_total{subject="pairing.verify",outcome="ok"}')).toBeGreaterThan(
        0,
      );
      expect(
        value(text, 'meshpair_http_request_duration_seconds_count{method="POST",route="/pairing/verify"}'),
      ).toBeGreaterThan(0);
      expect(value(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
      const open = value(text, 'meshpair_event_streams_open{kind="audit"}');
      expect(open).toBeGreaterThan(0);
      for (const secret of [flow.pairingId, system.ownerKey, ...Object.values<string>({ ...flow.secrets })])
        expect(text).not.toContain(secret);
      stream.close();
      await waitFor(
        async () => value((await ask()).text, 'meshpair_event_streams_open{kind="audit"}') < open,
        {
          message: 'the stream is counted as closed',
        },
      );
    });

    it('tell how the copy for auditors stands, as the keeper says', async () => {
      await waitFor(
        async () => {
          const { text } = await ask();
          const told = value(text, 'meshpair_audit_copy_seen_timestamp_seconds') > 0;
          return told && value(text, 'meshpair_audit_copy_lag_events') === 0;
        },
        { message: 'the copy has every event' },
      );
      expect(value((await ask()).text, 'meshpair_audit_copy_stalled')).toBe(0);
    });

    it('tell how far the hash chain is behind, which nobody extends here', async () => {
      expect(value((await ask()).text, 'meshpair_audit_chain_lag_events')).toBeGreaterThan(0);
    });

    it('are for this machine and for those with the token', async () => {
      const outside = { 'x-forwarded-for': '203.0.113.7' };
      expect((await ask(outside)).status).toBe(401);
      expect((await ask(outside, 'metrics-token-of-another')).status).toBe(401);
      expect((await ask(outside, system.ownerKey)).status).toBe(401);
      expect((await ask({ 'x-forwarded-for': '127.0.0.1' })).status).toBe(401);
      expect((await ask(outside, METRICS_TOKEN)).status).toBe(200);
      expect(system.logs()).not.toContain(METRICS_TOKEN);
    });
  });
});
