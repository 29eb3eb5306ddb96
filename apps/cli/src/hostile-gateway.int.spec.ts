import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CapturedTerminal } from '../test/captured-terminal.js';
import { Printer } from './output/printer.js';
import { run } from './run.js';

/** A title, a cleared screen, colours by C0 and C1, a bidi override, what cannot be seen, and lines that are none. */
const EVIL =
  'evil\x1b]0;owned\x07\x1b[2J\x1b[31mred\u009b31m\u202egnp.exe\u200b\u{e0041}\x7f\r\nFORGED by name\u2028FORGED\u0085FORGED';
const STEERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const TOKEN = 'x'.repeat(43);
const TIME = '2026-01-01T00:00:00.000Z';

const device = { name: EVIL, ip: EVIL, platform: EVIL, port: null, nodeId: EVIL };
const node = { ...device, id: 'n1', role: EVIL, permissions: [EVIL], tags: [EVIL], lastSeenAt: TIME };
const pairing = {
  pairingId: 'p1',
  state: 'Failed',
  reason: EVIL,
  label: EVIL,
  createdAt: TIME,
  device,
  existingDevices: [{ id: EVIL, name: EVIL }],
};
const event = {
  specversion: '1.0',
  id: 'p1.1',
  source: '/meshpair/pairing',
  type: 'DeviceScanned',
  subject: 'p1',
  time: TIME,
  datacontenttype: 'application/json',
  ownerid: 'o1',
  sequence: 1,
  data: { device, reason: EVIL },
};
const problem = {
  type: EVIL,
  title: EVIL,
  status: 409,
  code: EVIL,
  detail: EVIL,
  errors: [{ field: EVIL, message: EVIL }],
};

/** What the gateway answers in the voice of a hostile one. */
const ANSWERS: readonly (readonly [RegExp, unknown])[] = [
  [/^GET \/nodes/, { items: [node, { ...node, id: EVIL }], nextCursor: null }],
  [/^PATCH \/nodes/, { ...node, id: EVIL }],
  [/^DELETE \/nodes/, {}],
  [/^GET \/pairing\?/, { items: [pairing, { ...pairing, pairingId: EVIL, state: EVIL }], nextCursor: null }],
  [
    /^GET \/audit/,
    { items: [{ ...event, type: EVIL, subject: EVIL, time: EVIL, actorkind: EVIL }], nextCursor: null },
  ],
  [/^GET \/console/, { owner: { ownerId: EVIL, name: EVIL }, mesh: { name: EVIL }, version: EVIL }],
  [
    /^POST \/pairing\/start/,
    {
      pairingId: 'p1',
      qrUrl: `http://a/${EVIL}'; x'?token=${TOKEN}`,
      expiresAt: new Date(Date.now() + 60_000),
    },
  ],
  [
    /^POST \/pairing\/connect/,
    { pairingId: 'p1', pin: EVIL, claimSecret: TOKEN, expiresAt: TIME, pollIntervalSeconds: 0 },
  ],
  [/^GET \/pairing\/p1$/, { ...pairing, permissions: [EVIL] }],
  [/^(POST|DELETE) \/pairing/, pairing],
  [/^GET \/health/, { status: EVIL }],
];

type Voice = 'answers' | 'refuses' | 'babbles' | 'answers in other types';

class HostileGateway {
  voice: Voice = 'answers';
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const told = ANSWERS.find(([route]) => route.test(`${request.method} ${request.url}`))?.[1];
    const send = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
    if (this.voice === 'babbles') return send(200, 'application/json', EVIL);
    if (this.voice === 'refuses') return send(409, 'application/problem+json', JSON.stringify(problem));
    if (this.voice === 'answers in other types')
      return send(200, 'application/json', JSON.stringify({ items: [{ name: { [EVIL]: EVIL } }, EVIL] }));
    if (request.headers.accept !== 'text/event-stream')
      return send(200, 'application/json', JSON.stringify(told));
    const ended = { ...event, type: 'PairingFailed', sequence: 2, id: 'p1.2' };
    const ofTomorrow = { ...event, type: EVIL, id: 'p1.0', actorkind: EVIL, [EVIL]: EVIL };
    const messages = [ofTomorrow, event, ended].map(
      (one) => `id: ${one.id}\ndata: ${JSON.stringify(one)}\n\n`,
    );
    send(200, 'text/event-stream', messages.join(''));
  }
}

const COMMANDS: readonly (readonly string[])[] = [
  ['nodes'],
  ['nodes', 'rename', 'n1', 'Attic'],
  ['nodes', 'tag', 'n1', 'guest'],
  ['nodes', 'remove', 'n1', '--yes'],
  ['nodes', 'remove', EVIL.toUpperCase(), '--yes'],
  ['pairings', '--all'],
  ['pairings', 'cancel', 'p1'],
  ['events'],
  ['events', '--follow'],
  ['pair'],
  ['join', TOKEN],
  ['status'],
  ['login'],
  ['doctor'],
];

describe('a gateway that wants to steer the terminal', () => {
  const gateway = new HostileGateway();
  const before = { ...process.env };
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'meshpair-home-'));
    const url = await gateway.listen();
    const settings = { XDG_CONFIG_HOME: home, DATA_DIR: home, MESHPAIR_URL: url, PUBLIC_URL: url };
    Object.assign(process.env, settings, { MESHPAIR_OWNER_KEY: `mpo_owner_${'x'.repeat(32)}` });
  });

  afterAll(async () => {
    gateway.close();
    process.env = before;
    await rm(home, { recursive: true, force: true });
  });

  async function told(args: readonly string[], columns?: number): Promise<CapturedTerminal> {
    const terminal = new CapturedTerminal(columns);
    terminal.stdin.write(args[0] === 'login' ? `mpo_owner_${'x'.repeat(32)}\n` : '123456\n');
    const interruption = new AbortController();
    // Only a feed has no end of its own.
    const timer = setInterval(() => args.includes('--follow') && terminal.out && interruption.abort(), 20);
    await run([...args], interruption.signal, terminal).finally(() => clearInterval(timer));
    await rm(join(home, 'meshpair'), { recursive: true, force: true });
    return terminal;
  }

  const cases = (['answers', 'refuses', 'babbles', 'answers in other types'] as const).flatMap((voice) =>
    COMMANDS.filter((command) => voice === 'answers' || !command.includes('--follow')).map(
      (command) => [voice, command.join(' ').replaceAll(EVIL.toUpperCase(), '(its name)'), command] as const,
    ),
  );

  it.each(cases)(
    'that %s prints nothing that does, nor a line of its own: %s',
    async (voice, _name, command) => {
      gateway.voice = voice;
      for (const columns of [undefined, 80]) {
        const { out, err } = await told(command, columns);
        const lines = `${out}${err}`.split('\n');
        expect(lines.filter((line) => STEERS.test(line))).toEqual([]);
        expect(lines.filter((line) => line.startsWith('FORGED'))).toEqual([]);
      }
      const { out, err } = await told([...command, '--json']);
      const values = `${out}${err}`.split('\n').filter(Boolean);
      expect(values.filter((line) => STEERS.test(line))).toEqual([]);
      for (const line of values.filter((one) => !one.startsWith('Owner key for'))) JSON.parse(line);
    },
  );

  it('is heard all the same: what it says is shown, and escaped for programs', async () => {
    gateway.voice = 'answers';
    const { out } = await told(['nodes']);
    expect(out).toContain('evil�]0;owned��[2J�[31mred�31m�gnp.exe���');
    const [first = ''] = (await told(['nodes', '--json'])).out.split('\n');
    expect((JSON.parse(first) as typeof node).name).toBe(EVIL);
    gateway.voice = 'refuses';
    expect(JSON.parse((await told(['nodes', '--json'])).err)).toEqual(problem);
  });

  it('cannot put a question of its own', async () => {
    const terminal = new CapturedTerminal();
    Object.assign(terminal.stdin, { isTTY: true, setRawMode: () => undefined });
    terminal.stdin.end('n\n');
    await new Printer(false, terminal).confirmed(`Remove ${EVIL}?`);
    // The editing of a line moves the cursor.
    // oxlint-disable-next-line no-control-regex
    expect(terminal.err.replaceAll(/\x1b\[\d*[GJK]|[\r\n]/g, '')).not.toMatch(STEERS);
    expect(terminal.err).toContain('Remove evil');
  });
});
