import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lanAddress } from '@meshpair/settings';
import { composeServices, environmentFile } from './rehearsal/compose-file.js';

const ADDRESS = 'http://192.168.1.20:6969';

describe('npm run compose-env', () => {
  let checkout: string;
  let file: string;

  beforeEach(() => {
    // Nothing is installed or built in it.
    checkout = mkdtempSync(join(tmpdir(), 'meshpair-checkout-'));
    file = join(checkout, '.env');
    const filter = (path: string): boolean => !path.includes('node_modules');
    for (const path of ['package.json', 'scripts', 'libs/settings/src'])
      cpSync(path, join(checkout, path), { recursive: true, filter });
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  const composeEnv = (...args: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [join(checkout, 'scripts/compose-env.mjs'), ...args], { encoding: 'utf8' });

  const written = (): Readonly<Record<string, string>> => environmentFile(readFileSync(file, 'utf8'));

  it('writes all that the Compose file asks for, for this user only', () => {
    expect(composeEnv(`${ADDRESS}/`)).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(written()['PUBLIC_URL']).toBe(ADDRESS);
    const services = composeServices(readFileSync('docker-compose.yml', 'utf8'), written());
    expect(services['gateway']?.environment?.['PUBLIC_URL']).toBe(ADDRESS);
    const { PUBLIC_URL: _address, ...secrets } = written();
    for (const secret of Object.values(secrets)) expect(secret).toMatch(/^[\w]{64,}$/);
    expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
  });

  it('makes other secrets each time, and prints none', () => {
    const { stdout } = composeEnv(ADDRESS);
    const first = written();
    rmSync(file);
    composeEnv(ADDRESS);
    const { PUBLIC_URL: _address, ...secrets } = written();
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret).not.toBe(first[name]);
      expect(stdout).not.toContain(first[name]);
    }
  });

  it('takes the address that npm start finds', async () => {
    expect(composeEnv()).toMatchObject({ status: 0 });
    expect(written()['PUBLIC_URL']).toBe(`http://${await lanAddress()}:6969`);
  });

  it('leaves a .env that is there alone, and says what it lacks', () => {
    const kept = `PUBLIC_URL=${ADDRESS}\nMESHPAIR_SECRET=${'s'.repeat(64)}\n`;
    writeFileSync(file, kept);
    const { status, stderr } = composeEnv(ADDRESS);
    expect(status).toBe(1);
    expect(stderr).toMatch(/stays as it is\.\nIt lacks POSTGRES_PASSWORD.*, REDIS_PASSWORD/);
    expect(stderr).not.toContain('MESHPAIR_SECRET');
    expect(readFileSync(file, 'utf8')).toBe(kept);
  });

  it.each([
    [['--help'], 0],
    [['mesh.example'], 2],
    [['--force'], 2],
    [[ADDRESS, ADDRESS], 2],
  ])('answers %j with its usage, and writes nothing', (args, status) => {
    const answer = composeEnv(...args);
    expect(answer.status).toBe(status);
    expect(answer.stdout + answer.stderr).toContain('npm run compose-env -- https://mesh.example');
    expect(() => statSync(file)).toThrow('ENOENT');
  });
});
