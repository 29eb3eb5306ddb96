import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '@meshpair/settings';
import { ensureSelfSigned } from './self-signed.js';

const DAY_MS = 86_400_000;

describe('a self-signed certificate', () => {
  let directory: string;
  let file: string;
  const settings = readSettings({ PUBLIC_URL: 'https://192.168.77.5:6969' });
  const certificate = async (): Promise<X509Certificate> => new X509Certificate(await readFile(file, 'utf8'));

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'meshpair-tls-'));
    file = join(directory, 'tls/self-signed.pem');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is made for localhost, the machine and the address of the devices, for this user’s eyes only', async () => {
    await ensureSelfSigned(file, settings);
    const made = await certificate();
    expect(made.checkPrivateKey(createPrivateKey(await readFile(file, 'utf8')))).toBe(true);
    for (const name of ['localhost', hostname()]) expect(made.checkHost(name)).toBe(name);
    for (const ip of ['127.0.0.1', '::1', '192.168.77.5']) expect(made.checkIP(ip)).toBe(ip);
    expect(made.checkHost('mesh.example')).toBeUndefined();
    expect([made.ca, (await stat(file)).mode & 0o777]).toEqual([false, 0o600]);
  });

  it('stays as it is until a month before its end', async () => {
    const { fingerprint256, validTo } = await certificate();
    const before = (days: number): Date => new Date(Date.parse(validTo) - days * DAY_MS);
    await ensureSelfSigned(file, settings);
    await ensureSelfSigned(file, settings, before(31));
    expect((await certificate()).fingerprint256).toBe(fingerprint256);
    await ensureSelfSigned(file, settings, before(29));
    expect((await certificate()).fingerprint256).not.toBe(fingerprint256);
  });

  it('is made anew when devices are told another address', async () => {
    await ensureSelfSigned(file, readSettings({ PUBLIC_URL: 'https://mesh.example' }));
    expect((await certificate()).checkHost('mesh.example')).toBe('mesh.example');
  });
});
