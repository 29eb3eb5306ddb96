import { describe, expect, it } from '@jest/globals';
import { readSettings, requireSettings, SettingsError } from './index.js';

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};

describe('the settings', () => {
  it('stand at their documented values when nothing is set', () => {
    const { HOST_NODE_NAME, ...settings } = readSettings({});
    expect(settings).toEqual({
      PORT: 6969,
      HOST: '0.0.0.0',
      DATA_DIR: '.meshpair',
      PAIRING_TTL_SECONDS: 300,
      PIN_MAX_ATTEMPTS: 5,
      MAX_DEVICES_PER_OWNER: 1_000,
      IP_CONFLICT_POLICY: 'reject',
      PEER_TOKEN_TTL_DAYS: 30,
      SESSION_IDLE_DAYS: 90,
      PURGE_EVERY_SECONDS: 60,
      PURGE_AFTER_SECONDS: 3600,
      EVENT_RETENTION_DAYS: 90,
      MESHPAIR_PREVIOUS_SECRETS: [],
      WEBHOOK_PREVIOUS_SECRETS: [],
      WEBHOOK_ALLOWED_RANGES: [],
      OIDC_SCOPES: 'openid profile',
      OIDC_ALLOWED_VALUES: [],
      TRUST_PROXY: [],
      ALLOWED_HOSTS: [],
      RATE_LIMITS: true,
      STARTS_PER_MINUTE: 60,
      CONNECTS_PER_MINUTE: 20,
      FAILED_PINS_PER_MINUTE: 20,
      MAX_OPEN_PAIRINGS: 100,
      MAX_STREAMS: 2048,
      MAX_STREAMS_PER_ADDRESS: 64,
      NATS_STREAM_REPLICAS: 1,
      LOG_LEVEL: 'info',
    });
    expect(HOST_NODE_NAME).not.toBe('');
  });

  it('take an empty value as absent, and leave other variables alone', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '', PATH: '/bin' })).toEqual(readSettings({}));
  });

  it('are read into their types', () => {
    const settings = readSettings({ PORT: '8080', RATE_LIMITS: 'off', TRUST_PROXY: '10.0.0.1, 10.0.0.2,' });
    expect(settings).toMatchObject({ PORT: 8080, RATE_LIMITS: false, TRUST_PROXY: ['10.0.0.1', '10.0.0.2'] });
  });

  it('take an OpenID provider whole, by HTTPS or on this machine', () => {
    const given = {
      OIDC_ISSUER: 'https://id.example',
      OIDC_CLIENT_ID: 'meshpair',
      PUBLIC_URL: 'https://mesh.example',
    };
    expect(problemsOf(given)).toEqual([]);
    expect(problemsOf({ ...given, OIDC_ISSUER: 'http://localhost:9000' })).toEqual([]);
    for (const issuer of ['http://id.example', 'https://id.example?a', 'id.example'])
      expect(problemsOf({ ...given, OIDC_ISSUER: issuer })[0]).toMatch(/^OIDC_ISSUER: /);
    expect(problemsOf({ OIDC_ISSUER: 'https://id.example' })).toEqual([
      'OIDC_CLIENT_ID: must be set with OIDC_ISSUER',
      'PUBLIC_URL: must be set with OIDC_ISSUER: the provider leads back to it',
    ]);
    expect(problemsOf({ ...given, OIDC_ALLOWED_CLAIM: 'groups' })[0]).toMatch(/^OIDC_ALLOWED_CLAIM: /);
    expect(problemsOf({ ...given, OIDC_ALLOWED_VALUES: 'mesh' })[0]).toMatch(/^OIDC_ALLOWED_CLAIM: /);
    expect(problemsOf({ ...given, OIDC_SCOPES: 'profile' })[0]).toMatch(/^OIDC_SCOPES: /);
  });

  it('take ranges of both families', () => {
    const ranges = ['192.168.1.0/24', 'fd00::/8'];
    expect(readSettings({ WEBHOOK_ALLOWED_RANGES: ranges.join(', ') }).WEBHOOK_ALLOWED_RANGES).toEqual(
      ranges,
    );
  });

  it('take several previous secrets', () => {
    const secrets = ['a'.repeat(32), 'b'.repeat(40)];
    expect(readSettings({ MESHPAIR_PREVIOUS_SECRETS: secrets.join(', ') }).MESHPAIR_PREVIOUS_SECRETS).toEqual(
      secrets,
    );
  });

  it.each(['nats://localhost:4222', 'nats://gateway:secret@a:4222,tls://b:4222'])(
    'take the NATS address %s',
    (url) => {
      expect(readSettings({ NATS_URL: url }).NATS_URL).toBe(url);
    },
  );

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PORT', '1e3'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'ftp://host'],
    ['PUBLIC_URL', 'localhost:6969'],
    ['PUBLIC_URL', 'http://host/?x=1'],
    ['PUBLIC_URL', 'http://host:99999'],
    ['PUBLIC_URL', 'http://me:secret@host'],
    ['DATABASE_URL', 'mysql://user@host/meshpair'],
    ['DATABASE_PAIRING_PASSWORD', 'too short'],
    ['NATS_URL', 'localhost:4222'],
    ['NATS_URL', 'nats://a:4222, nats://b:4222'],
    ['REDIS_URL', 'localhost'],
    ['MESHPAIR_OWNER_KEY', 'mpo_owner_tooshort'],
    ['MESHPAIR_SECRET', 'too short'],
    ['MESHPAIR_PREVIOUS_SECRETS', `${'a'.repeat(32)},too short`],
    ['WEBHOOK_SECRET', 'too short'],
    ['WEBHOOK_PREVIOUS_SECRETS', 'too short'],
    ['WEB_PUSH_CONTACT', 'me@example.org'],
    ['WEB_PUSH_CONTACT', 'http://example.org'],
    ['WEBHOOK_ALLOWED_RANGES', '192.168.1.1'],
    ['WEBHOOK_ALLOWED_RANGES', '192.168.1.0/33'],
    ['WEBHOOK_ALLOWED_RANGES', 'fd00::/8, fd00::/129'],
    ['WEBHOOK_ALLOWED_RANGES', 'home/24'],
    ['PAIRING_TTL_SECONDS', '601'],
    ['PIN_MAX_ATTEMPTS', '0'],
    ['PURGE_AFTER_SECONDS', '1.5'],
    ['IP_CONFLICT_POLICY', 'maybe'],
    ['ALLOWED_HOSTS', 'https://mesh.example'],
    ['ALLOWED_HOSTS', 'mesh.example, pair.example:6969'],
    ['TLS', 'on'],
    ['METRICS_TOKEN', 'short'],
    ['RATE_LIMITS', 'true'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_FORMAT', 'xml'],
  ])('name a bad value: %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
  });

  it('name a bad login for events', () => {
    const urls = { NATS_URL: 'nats://localhost:4222', NATS_EVENTS_URL: 'localhost:4222' };
    expect(problemsOf(urls)).toEqual([expect.stringMatching(/^NATS_EVENTS_URL: must be nats/)]);
  });

  it.each([
    ['NATS_URL', { NATS_EVENTS_URL: 'nats://localhost:4222' }],
    ['NATS_URL', { NATS_MIRROR_URL: 'nats://localhost:4222' }],
    ['TLS_KEY_FILE', { TLS_CERT_FILE: 'a' }],
    ['TLS_CERT_FILE', { TLS_KEY_FILE: 'a' }],
    ['TLS', { TLS: 'self-signed', TLS_CERT_FILE: 'a', TLS_KEY_FILE: 'a' }],
  ])('name %s when settings do not go together', (name, environment) => {
    expect(problemsOf(environment as Record<string, string>)).toEqual([
      expect.stringMatching(new RegExp(`^${name}: must`)),
    ]);
  });

  it.each([
    ['PORT', 'abc', 'must be a whole number from 1 to 65535, not "abc"'],
    ['PURGE_AFTER_SECONDS', '-5', 'must be a whole number from 0 to 31536000, not "-5"'],
    ['IP_CONFLICT_POLICY', 'maybe', 'must be reject or allow, not "maybe"'],
    ['TLS', 'on', 'must be self-signed, not "on"'],
    ['RATE_LIMITS', 'true', 'must be on or off, not "true"'],
    ['LOG_LEVEL', 'loud', 'must be fatal, error, warn, info, debug, trace or silent, not "loud"'],
    ['LOG_FORMAT', 'x\u001b[2J', 'must be pretty or json, not "x?[2J"'],
    ['PUBLIC_URL', 'mesh', 'must be a URL like http://192.168.1.20:6969, not "mesh"'],
  ])('say what %s may be, and what it is', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name}: ${problem}`]);
  });

  it('name every bad value at once, and repeat no secret', () => {
    const problems = problemsOf({
      PORT: 'x',
      DATABASE_URL: 'mysql://me:hunter2@host',
      NATS_URL: 'hunter2',
      MESHPAIR_SECRET: 'hunter2',
      MESHPAIR_OWNER_KEY: 'mpo_hunter2',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'NATS_URL',
      'MESHPAIR_OWNER_KEY',
      'MESHPAIR_SECRET',
    ]);
    expect(new SettingsError(problems).message).not.toContain('hunter2');
  });
});

describe('the settings that a service needs', () => {
  it('are handed back when they are there', () => {
    const settings = readSettings({ NATS_URL: 'nats://localhost:4222' });
    expect(requireSettings(settings, 'NATS_URL', 'PORT').NATS_URL).toBe('nats://localhost:4222');
  });

  it('are named when they are missing', () => {
    expect(() => requireSettings(readSettings({}), 'DATABASE_URL', 'NATS_URL')).toThrow(
      'Bad settings:\n  DATABASE_URL: must be set\n  NATS_URL: must be set',
    );
  });
});
