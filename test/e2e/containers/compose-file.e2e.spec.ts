import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsSchema } from '@meshpair/settings';
import { type ComposeService, composeServices, rawCompose } from './rehearsal/compose-file.js';

const TEXT = readFileSync('docker-compose.yml', 'utf8');
const { services, ...others } = rawCompose(TEXT);
const own = Object.entries(services).filter(([, { build }]) => build !== undefined);
const servers = Object.entries(services).filter(([, { build }]) => build === undefined);

/** Where each of our services has its sources; `migrate` reads what concerns the database and the first start. */
const sourcesOf = (name: string): readonly string[] =>
  name === 'migrate'
    ? ['migrate', 'bootstrap-mesh', 'prepare-database', 'role-passwords'].map(
        (file) => `apps/launcher/src/${file}.ts`,
      )
    : readdirSync(`apps/${name}/src`, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .map((file) => join(`apps/${name}/src`, file));

/** The image sets these for all, and a container's own port is another one than the machine's. */
const BY_IMAGE = ['DATA_DIR', 'HEALTH_SOCKET'];
const BY_PORTS: Readonly<Record<string, readonly string[]>> = { gateway: ['HOST', 'PORT'] };
/** Made of other variables of the .env. */
const COMPOSED = [
  'DATABASE_URL',
  'NATS_URL',
  'NATS_EVENTS_URL',
  'NATS_MIRROR_URL',
  'AUDITORS_FILE',
  'REDIS_URL',
  'DATABASE_PAIRING_PASSWORD',
  'DATABASE_REGISTRY_PASSWORD',
  'DATABASE_CLEANUP_PASSWORD',
  'DATABASE_AUDIT_PASSWORD',
  'DATABASE_WEBHOOKS_PASSWORD',
];

const SETTINGS = Object.keys(readSettings({})).concat(
  Object.keys(SettingsSchema.shape).filter((name) => !Object.hasOwn(readSettings({}), name)),
);

describe('docker-compose.yml', () => {
  it.each(own)('gives %s every setting that it reads, from .env', (name, { environment = {} }) => {
    const source = sourcesOf(name)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const read = SETTINGS.filter((setting) => new RegExp(`\\b${setting}\\b`).test(source)).concat(
      'LOG_LEVEL',
      'LOG_FORMAT',
    );
    const wanted = read.filter((setting) => ![...BY_IMAGE, ...(BY_PORTS[name] ?? [])].includes(setting));
    const notGiven = wanted.filter((setting) => {
      const value = environment[setting] ?? '';
      return COMPOSED.includes(setting) ? value === '' : !value.startsWith(`\${${setting}:`);
    });
    expect(notGiven).toEqual([]);
  });

  it('passes on every setting somewhere', () => {
    const passed = JSON.stringify(services);
    const known = SETTINGS.filter((name) => ![...BY_IMAGE, ...COMPOSED].includes(name));
    expect(known.filter((name) => !passed.includes(`\${${name}:`))).toEqual([]);
  });

  it.each(Object.entries(services))('confines %s', (_name, service: ComposeService) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.privileged ?? service.cap_add).toBeUndefined();
  });

  it('pins what it pulls, with NATS at 2.12.6 or later, and is of no obsolete version', () => {
    for (const [, { image }] of servers) expect(image).toMatch(/^[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    const [major = 0, minor = 0, patch = 0] = (services['nats']?.image ?? '')
      .replace(/^nats:|-.*$/g, '')
      .split('.')
      .map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(2_012_006);
    expect(others).not.toHaveProperty('version');
  });

  it('starts NATS anew at an upgrade that changes its users', () => {
    const digest = createHash('sha256').update(readFileSync('docker/nats.conf')).digest('hex');
    expect(TEXT).toContain(`labels: { meshpair.nats-conf: '${digest.slice(0, 12)}' }`);
  });

  it('opens the port of the gateway only', () => {
    const open = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['gateway']);
  });

  it('watches the health of every container that stays', () => {
    const blind = Object.entries(services).filter(
      ([, { build, healthcheck }]) => healthcheck?.disable === true || (!build && !healthcheck?.test),
    );
    expect(blind.map(([name]) => name)).toEqual(['migrate']);
    expect(readFileSync('docker/Dockerfile', 'utf8')).toMatch(/^HEALTHCHECK .*ask-health\.js/m);
  });

  it('refuses to start without a secret', () => {
    expect(() => composeServices(TEXT, {})).toThrow(/is missing in \.env/);
  });

  it('shows the password of Redis in no argument', () => {
    const { command = [], healthcheck } = services['redis'] ?? {};
    // What the shell is given is `$REDIS_PASSWORD` itself, and it hands it on through standard input.
    expect(`${command.join(' ')} ${healthcheck?.test?.join(' ') ?? ''}`).not.toContain('${');
    expect(command.join(' ')).toContain('requirepass $$REDIS_PASSWORD');
  });
});

describe('docker/Dockerfile', () => {
  it('has the Node that everything else runs on', () => {
    const pinned = JSON.parse(readFileSync('scripts/node/package.json', 'utf8')) as {
      readonly optionalDependencies: Readonly<Record<string, string>>;
    };
    const bases = [...readFileSync('docker/Dockerfile', 'utf8').matchAll(/^FROM (\S+)/gm)].map(
      ([, base]) => base,
    );
    expect(bases).toHaveLength(2);
    const versions = new Set(Object.values(pinned.optionalDependencies));
    expect(new Set(bases)).toEqual(new Set([...versions].map((version) => `node:${version}-bookworm-slim`)));
  });
});

describe('the files of git', () => {
  it('leave .env out', () => {
    expect(execFileSync('git', ['check-ignore', '.env'], { encoding: 'utf8' }).trim()).toBe('.env');
  });
});
