import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@meshpair/servers';
import {
  claim,
  connect,
  HttpClient,
  type LoneGateway,
  RunningLauncher,
  type RunningSystem,
  startLoneGateway,
  startSystem,
  testNatsUrl,
  verify,
  waitFor,
} from '@meshpair/testing';

const run = promisify(execFile);

/** The fingerprint of the certificate that a server shows. */
const shownAt = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port, hostname } = new URL(url);
    const socket = connectTls({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });

describe('HTTPS with a certificate of our own', () => {
  let system: RunningSystem;
  let ca: string;
  let client: HttpClient;
  let device: HttpClient;

  beforeAll(async () => {
    system = await startSystem({ settings: { TLS: 'self-signed', RATE_LIMITS: 'off' } });
    ca = await readFile(join(system.dataDir, 'tls/self-signed.pem'), 'utf8');
    client = new HttpClient(system.baseUrl, '127.0.0.1', 8, ca);
    device = new HttpClient(system.baseUrl, '127.1.0.1', 1, ca);
  });

  afterAll(async () => {
    client?.close();
    device?.close();
    await system?.stop();
  });

  it('pairs a device from end to end', async () => {
    expect(system.baseUrl).toMatch(/^https:/);
    const started = await client.call({
      method: 'POST',
      path: '/pairing/start',
      bearer: system.ownerKey,
      json: {},
    });
    expect(started.body.qrUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/join\?token=/);
    const pairingId = String(started.body.pairingId);
    const { pin, claimSecret } = await connect(device, String(started.body.token));
    expect((await verify(client, system.ownerKey, { pairingId, pin })).body.state).toBe('DeviceRegistered');
    expect((await claim(device, pairingId, claimSecret)).status).toBe(200);
  });

  it('keeps the key from other users, and asks browsers for nothing that lasts longer than it', async () => {
    expect((await stat(join(system.dataDir, 'tls/self-signed.pem'))).mode & 0o777).toBe(0o600);
    const answer = await client.call({ path: '/health/live' });
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });

  it('signs the console in with a Secure cookie', async () => {
    const json = { key: system.ownerKey };
    const answer = await client.call({ method: 'POST', path: '/console/session', json });
    expect(answer.headers['set-cookie']?.[0]).toContain('; Secure; SameSite=Strict');
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const headers = { cookie, origin: system.baseUrl };
    const start = { method: 'POST', path: '/pairing/start', json: {} };
    expect((await client.call({ ...start, headers })).status).toBe(201);
    const byHttp = { cookie, origin: system.baseUrl.replace('https', 'http') };
    expect((await client.call({ ...start, headers: byHttp })).status).toBe(403);
  });

  it('shows the same certificate after a restart', async () => {
    const before = await shownAt(system.baseUrl);
    expect(before).toBe(new X509Certificate(ca).fingerprint256);
    await system.stopService('gateway');
    await system.startService('gateway');
    expect(await shownAt(system.baseUrl)).toBe(before);
  });
});

describe('HTTPS with configured files', () => {
  let folder: string;
  let files: { TLS_CERT_FILE: string; TLS_KEY_FILE: string };

  const makePair = async (name: string): Promise<void> => {
    const args = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ];
    const names = ['-subj', '/CN=mesh', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await run('openssl', [
      ...args,
      ...names,
      '-keyout',
      join(folder, `${name}.key`),
      '-out',
      join(folder, `${name}.crt`),
    ]);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshpair-https-'));
    await Promise.all(['first', 'second'].map(makePair));
    files = { TLS_CERT_FILE: join(folder, 'used.crt'), TLS_KEY_FILE: join(folder, 'used.key') };
    await use('first');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const use = async (name: string): Promise<void> => {
    await copyFile(join(folder, `${name}.key`), files.TLS_KEY_FILE);
    await copyFile(join(folder, `${name}.crt`), files.TLS_CERT_FILE);
  };

  it('takes a changed certificate while it runs, no broken one, and asks browsers to stay', async () => {
    let gateway: LoneGateway | undefined;
    try {
      gateway = await startLoneGateway(files);
      const url = gateway.baseUrl.replace('http:', 'https:');
      const fingerprint = async (name: string): Promise<string> =>
        new X509Certificate(await readFile(join(folder, `${name}.crt`))).fingerprint256;
      expect(await shownAt(url)).toBe(await fingerprint('first'));
      await writeFile(files.TLS_CERT_FILE, 'broken');
      await use('second');
      const second = await fingerprint('second');
      await waitFor(async () => (await shownAt(url)) === second, {
        message: 'the gateway shows the new certificate',
      });
      const ca = await readFile(files.TLS_CERT_FILE, 'utf8');
      const client = new HttpClient(url, '127.0.0.1', 1, ca);
      const answer = await client.call({ path: '/health/live' });
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
      client.close();
    } finally {
      await gateway?.stop();
      await use('first');
    }
  });

  it.each([
    ['TLS_CERT_FILE', 'cannot be read', { TLS_CERT_FILE: 'missing.crt' }],
    ['TLS_KEY_FILE', 'cannot be read', { TLS_KEY_FILE: 'missing.key' }],
    ['TLS_CERT_FILE', 'is no PEM certificate', { TLS_CERT_FILE: 'first.key' }],
    ['TLS_KEY_FILE', 'is no PEM private key', { TLS_KEY_FILE: 'first.crt' }],
    ['TLS_KEY_FILE', 'is not the key of TLS_CERT_FILE', { TLS_KEY_FILE: 'second.key' }],
  ])('does not start when %s %s', async (name, problem, wrong) => {
    const paths = Object.fromEntries(
      Object.entries(wrong).map(([key, file]) => [key, join(folder, String(file))]),
    );
    const env = {
      PATH: process.env.PATH,
      NATS_URL: testNatsUrl(),
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
    };
    const failed = run(process.execPath, ['apps/gateway/bundle/main.js'], {
      env: { ...env, ...files, ...paths },
    });
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${name}: ${problem}`),
    });
  });
});

describe('npm start with TLS=self-signed', () => {
  it('prints an https link and the fingerprint of the certificate', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-launcher-'));
    const port = await freePort();
    const launcher = new RunningLauncher({ DATA_DIR: dataDir, PORT: String(port), TLS: 'self-signed' });
    try {
      await launcher.untilReady();
      expect(launcher.output).toContain(`https://localhost:${port}/#signin=`);
      const printed = launcher.output.replace(/[^0-9A-F:]/g, '');
      expect(printed).toContain(await shownAt(`https://127.0.0.1:${port}`));
      expect(launcher.output).not.toContain('Plain HTTP');
    } finally {
      await launcher.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 120_000);
});
